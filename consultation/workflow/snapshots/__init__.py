"""What changed between versions in words, and the version that somebody answered."""
