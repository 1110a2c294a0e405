"""The tree of ideas as one spreadsheet: out to a CSV file, and in again as drafts."""
