"""Bringing an earlier consultation along: its Markdown site, and its spreadsheet of answers."""
