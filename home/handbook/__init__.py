"""The handbook in docs/handbook, as pages of the admin, and which page helps with which screen."""
