"""From question blocks to a stored response: the form, its endpoint and its receipt."""
