from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationConfig(AppConfig):
    """The pages that people read and respond to."""

    name = "consultation.pages"
    # The short name is part of addresses, tables and permissions.
    label = "consultation"
    verbose_name = _("Consultation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal receivers, and set what counts as an email address."""
        from consultation.common.addresses import accept_all_scripts
        from consultation.pages import signal_handlers  # noqa: F401

        accept_all_scripts()
