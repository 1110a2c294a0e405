from django.apps import AppConfig
from django.db.models.signals import pre_delete, pre_save


class ReviewConfig(AppConfig):
    """Review with four eyes, and what waits for it."""

    name = "consultation.review"
    label = "review"
    verbose_name = "Review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep what was decided about, versions and files, and send the review's emails."""
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Revision
        from wagtail.signals import page_published, published

        from consultation.review import announcing
        from consultation.review.files.guards import refuse_to_change, refuse_to_delete
        from consultation.review.files.uses import note_uses
        from consultation.review.overwriting import refuse_to_overwrite

        pre_save.connect(refuse_to_overwrite, sender=Revision, dispatch_uid="review.overwriting")
        for model in (get_image_model(), get_document_model()):
            uid = f"review.files.{model._meta.label}"
            pre_save.connect(refuse_to_change, sender=model, dispatch_uid=uid)
            pre_delete.connect(refuse_to_delete, sender=model, dispatch_uid=uid)
        for signal in (page_published, published):
            signal.connect(note_uses, dispatch_uid="review.uses")
        announcing.connect()
