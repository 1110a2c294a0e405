"""The admin's views of responses."""
