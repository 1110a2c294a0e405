"""Answers from elsewhere: typed in for somebody who wrote, called or said it."""
