from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    """The pages people read and answer."""

    name = "consultation"
    verbose_name = "Consultation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal receivers, and say what is an email address."""
        from consultation import signals  # noqa: F401
        from consultation.common.email_addresses import accept_all_scripts

        accept_all_scripts()
