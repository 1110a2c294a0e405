from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Review, releases, private previews, and the versions that respondents have seen."""

    name = "consultation.workflow"
    label = "workflow"
    verbose_name = "Workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from consultation.workflow.review import signal_handlers

        signal_handlers.connect()
