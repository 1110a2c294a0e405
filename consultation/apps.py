from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    """The pages people read and answer."""

    name = "consultation"
    verbose_name = "Consultation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal receivers."""
        from consultation import signals  # noqa: F401
