"""What was said about ideas and themes, as analysts read it: under which words, and in whose."""
