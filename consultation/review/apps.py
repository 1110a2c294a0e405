from django.apps import AppConfig
from django.db.models.signals import pre_save


class ReviewConfig(AppConfig):
    """Review with four eyes, and what waits for it."""

    name = "consultation.review"
    label = "review"
    verbose_name = "Review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the versions that were decided about, and send the review's emails."""
        from wagtail.models import Revision

        from consultation.review import announcing
        from consultation.review.overwriting import refuse_to_overwrite

        pre_save.connect(refuse_to_overwrite, sender=Revision, dispatch_uid="review.overwriting")
        announcing.connect()
