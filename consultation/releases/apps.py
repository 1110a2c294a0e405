from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Releases."""

    name = "consultation.releases"
    label = "releases"
    verbose_name = "Releases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal receivers."""
        from consultation.releases import signals  # noqa: F401
