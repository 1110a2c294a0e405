from django.db.models.signals import pre_delete
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's users and groups, with guards of our own."""

    user_viewset = "home.people.viewsets.PersonViewSet"
    group_viewset = "home.people.viewsets.RoleViewSet"

    def ready(self) -> None:
        """Guard accounts that records name."""
        super().ready()
        from django.contrib.auth import get_user_model

        from home.people.deletion import refuse_named

        pre_delete.connect(refuse_named, sender=get_user_model())
