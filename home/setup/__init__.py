"""What every portal needs, made or repaired by `manage.py setup_portal`."""
