from django.apps import AppConfig


class VersionsConfig(AppConfig):
    """Versions compared and shown again."""

    name = "consultation.versions"
    label = "versions"
    verbose_name = "Versions"
    default_auto_field = "django.db.models.BigAutoField"
