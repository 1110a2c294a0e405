from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The front page and the site-wide settings."""

    name = "home"
    verbose_name = "Home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks."""
        from home import site_address  # noqa: F401
