"""Drafts of a consultation that go out together."""
