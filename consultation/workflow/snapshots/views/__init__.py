"""The admin's view of a page as somebody answered it."""
