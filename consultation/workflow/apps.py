from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    """Review, releases, private previews, and the versions that respondents have seen."""

    name = "consultation.workflow"
    label = "workflow"
    verbose_name = _("Workflow")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from consultation.workflow.review import signal_handlers

        signal_handlers.connect()
