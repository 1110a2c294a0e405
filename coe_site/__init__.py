"""Composition root: settings, URLs, health and WSGI. Nothing imports this package."""
