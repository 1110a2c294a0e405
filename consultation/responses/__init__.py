"""What respondents sent: how it is kept, read, exported and accounted for."""
