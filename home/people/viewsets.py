from typing import Any

from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import UserViewSet

from home.people.forms import PersonCreationForm, PersonEditForm
from home.people.views import (
    PersonCreateView,
    PersonDeleteView,
    PersonEditView,
    RoleCreateView,
    RoleEditView,
)


class PersonViewSet(UserViewSet):
    """Accounts in the admin."""

    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView
    delete_template_name = "home/admin/delete_person.html"

    def get_form_class(self, for_update: bool = False) -> Any:
        """Return the form that looks at who acts."""
        return PersonEditForm if for_update else PersonCreationForm


class RoleViewSet(GroupViewSet):
    """Groups in the admin."""

    add_view_class = RoleCreateView
    edit_view_class = RoleEditView
