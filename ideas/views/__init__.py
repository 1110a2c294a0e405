"""The screens of areas, themes and ideas that are not Wagtail’s own."""
