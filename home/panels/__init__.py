"""What the admin's first screen shows."""
