"""The first screen of the admin."""
