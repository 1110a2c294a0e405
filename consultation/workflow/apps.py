from django.apps import AppConfig
from django.db.models.signals import pre_delete, pre_save


class WorkflowConfig(AppConfig):
    """Review, releases, private previews, and the versions that respondents have seen."""

    name = "consultation.workflow"
    label = "workflow"
    verbose_name = "Workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep what was decided about, versions and files, and send the review's emails."""
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Revision
        from wagtail.signals import page_published, published

        from consultation.workflow.releases import signals  # noqa: F401
        from consultation.workflow.review import announcing
        from consultation.workflow.review.files.guards import refuse_to_change, refuse_to_delete
        from consultation.workflow.review.files.uses import note_uses
        from consultation.workflow.review.overwriting import refuse_to_overwrite
        from consultation.workflow.snapshots.revision_protection import protect_answered_revision

        pre_delete.connect(
            protect_answered_revision, sender=Revision, dispatch_uid="protect_answered_revision"
        )
        pre_save.connect(refuse_to_overwrite, sender=Revision, dispatch_uid="review.overwriting")
        for model in (get_image_model(), get_document_model()):
            uid = f"review.files.{model._meta.label}"
            pre_save.connect(refuse_to_change, sender=model, dispatch_uid=uid)
            pre_delete.connect(refuse_to_delete, sender=model, dispatch_uid=uid)
        for signal in (page_published, published):
            signal.connect(note_uses, dispatch_uid="review.uses")
        announcing.connect()
