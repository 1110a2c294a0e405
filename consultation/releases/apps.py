from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Releases."""

    name = "consultation.releases"
    label = "releases"
    verbose_name = "Releases"
    default_auto_field = "django.db.models.BigAutoField"
