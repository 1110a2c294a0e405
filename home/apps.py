from django.apps import AppConfig
from django.db.models.signals import post_save, pre_delete
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's users and groups, with guards of our own."""

    user_viewset = "home.accounts.views.AccountViewSet"
    group_viewset = "home.accounts.views.RoleViewSet"


class HomeConfig(AppConfig):
    """The front page and the site-wide settings."""

    name = "home"

    def ready(self) -> None:
        """Register the checks and guards, and index what the settings refer to."""
        # These need models, which are loaded once all apps are ready.
        from django.contrib.auth import get_user_model
        from wagtail.models import ReferenceIndex

        from consultation.workflow.review.files import index_references
        from home.accounts.permissions import refuse_if_named
        from home.models import PortalSettings
        from home.setup import site  # noqa: F401

        pre_delete.connect(refuse_if_named, sender=get_user_model())
        # Wagtail registers pages and snippets alone, and a picture of the settings is public.
        ReferenceIndex.register_model(PortalSettings)
        post_save.connect(index_references, sender=PortalSettings, dispatch_uid="home.uses")
