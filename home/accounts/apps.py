from django.db.models.signals import pre_delete
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's users and groups, with guards of our own."""

    user_viewset = "home.accounts.views.AccountViewSet"
    group_viewset = "home.accounts.views.RoleViewSet"

    def ready(self) -> None:
        super().ready()
        # Models, which are there once all apps are ready.
        from django.contrib.auth import get_user_model

        from home.accounts.deletion import refuse_if_named

        pre_delete.connect(refuse_if_named, sender=get_user_model())
