from django.apps import AppConfig
from django.db.models.signals import post_save


class HomeConfig(AppConfig):
    """The front page and the site-wide settings."""

    name = "home"
    verbose_name = "Home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks, and have it noted what the settings refer to."""
        # Models, which are there once all apps are ready.
        from wagtail.models import ReferenceIndex

        from consultation.workflow.review.files import index_references
        from home.models import PortalSettings
        from home.setup import site  # noqa: F401

        # Wagtail registers pages and snippets alone, and a picture of the settings is public.
        ReferenceIndex.register_model(PortalSettings)
        post_save.connect(index_references, sender=PortalSettings, dispatch_uid="home.uses")
