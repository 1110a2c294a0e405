"""The front page and the settings that hold for the whole site."""
