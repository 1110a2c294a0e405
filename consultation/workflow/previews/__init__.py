"""Drafts shown by a private link to people without an account."""
