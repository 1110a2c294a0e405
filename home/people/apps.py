from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's users and groups, with guards of our own."""

    user_viewset = "home.people.viewsets.PersonViewSet"
    group_viewset = "home.people.viewsets.RoleViewSet"
