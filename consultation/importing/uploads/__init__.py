"""Files that were sent in the admin, on their way into the portal."""
