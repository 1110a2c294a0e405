from django.apps import AppConfig
from django.db.models.signals import pre_delete


class WorkflowConfig(AppConfig):
    """Review, releases, private previews, and the versions that respondents have seen."""

    name = "consultation.workflow"
    label = "workflow"
    verbose_name = "Workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.models import Revision

        from consultation.workflow.releases.services import defer_publication
        from consultation.workflow.review import signal_handlers
        from consultation.workflow.review.services import version_approved
        from consultation.workflow.snapshots.revision_protection import protect_answered_revision

        pre_delete.connect(protect_answered_revision, sender=Revision)
        version_approved.connect(defer_publication)
        signal_handlers.connect()
