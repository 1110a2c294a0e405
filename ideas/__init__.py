"""Areas, themes and ideas: content in its own right, which knows nothing of pages."""
