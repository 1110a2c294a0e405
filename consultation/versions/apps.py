from django.apps import AppConfig
from django.db.models.signals import pre_delete


class VersionsConfig(AppConfig):
    """Versions compared and shown again."""

    name = "consultation.versions"
    label = "versions"
    verbose_name = "Versions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the versions that respondents have seen."""
        from wagtail.models import Revision

        from consultation.versions.keeping import keep_answered

        pre_delete.connect(keep_answered, sender=Revision, dispatch_uid="keep_answered")
