"""Accounts and groups: no one gives a right, or takes over an account, that is above their own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import Collection, GroupPagePermission, Page

from consultation.workflow.models import FourEyesTask
from home.setup.roles import ROLES
from tests.factories import make_user, site_home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_portal")]

PASSWORD = "a long enough pass phrase"
NAMES = {"email": "new@example.org", "first_name": "New", "last_name": "Name"}


def browser_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator() -> Client:
    return browser_of(make_user("Administrator"))


@pytest.fixture
def manager() -> Client:
    """Return someone who looks after accounts and groups and may do nothing else."""
    group = Group.objects.create(name="Accounts")
    codenames = [
        f"{act}_{kind}" for act in ("add", "change", "delete") for kind in ("user", "group")
    ]
    group.permissions.set(Permission.objects.filter(codename__in=[*codenames, "access_admin"]))
    user = make_user(None, "manager")
    user.groups.add(group)
    return browser_of(user)


@pytest.fixture
def root() -> Any:
    return make_user("superuser", "root", email="root@example.org")


def state_of(user: Any) -> tuple[Any, ...]:
    """Return all that is stored about an account, and its groups."""
    found = get_user_model()._default_manager.filter(pk=user.pk).values_list().first()
    return found, sorted(user.groups.values_list("name", flat=True))


def edit(client: Client, user: Any, **changes: Any) -> Any:
    """Send the form of an account."""
    groups = list(user.groups.values_list("pk", flat=True))
    data = {"username": user.username, "is_active": "on", "groups": groups} | NAMES | changes
    return client.post(f"/admin/users/edit/{user.pk}/", data, follow=True)


def create(client: Client, **changes: Any) -> Any:
    """Send the form of a new account."""
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    return client.post(
        "/admin/users/new/", {"username": "fresh"} | NAMES | passwords | changes, follow=True
    )


def in_bulk(action: str, **data: Any) -> Callable[[Client, Any], Any]:
    """Return what does something to an account from the list."""

    def send(client: Client, user: Any) -> Any:
        sent = {name: value() if callable(value) else value for name, value in data.items()}
        address = f"/admin/bulk/auth/user/{action}/?id={user.pk}&next=/admin/users/"
        return client.post(address, sent, follow=True)

    return send


WAYS: dict[str, Callable[[Client, Any], Any]] = {
    "email": lambda client, user: edit(client, user, email="mine@example.org"),
    "password": lambda client, user: edit(client, user, password1=PASSWORD, password2=PASSWORD),
    "username": lambda client, user: edit(client, user, username="someone"),
    "deactivate": lambda client, user: edit(client, user, is_active=""),
    "groups": lambda client, user: edit(client, user, groups=[]),
    "delete": lambda client, user: client.post(f"/admin/users/delete/{user.pk}/", follow=True),
    "delete several": in_bulk("delete"),
    "deactivate several": in_bulk("set_active_state", mark_as_active="False"),
    "assign a role": in_bulk("assign_role", role=lambda: Group.objects.get(name="Analyst").pk),
}


@pytest.mark.parametrize("way", WAYS)
def test_only_a_superuser_changes_a_superuser(administrator: Client, root: Any, way: str) -> None:
    other = browser_of(make_user("superuser", "other"))
    before = state_of(root)
    answer = WAYS[way](administrator, root)
    assert answer.status_code == 200
    assert state_of(root) == before
    WAYS[way](other, root)
    assert state_of(root) != before


@pytest.mark.parametrize("way", WAYS)
def test_no_one_changes_an_account_with_more_rights(manager: Client, way: str) -> None:
    editor = make_user("Editor")
    before = state_of(editor)
    assert WAYS[way](manager, editor).status_code == 200
    assert state_of(editor) == before


def test_the_refusal_says_who_to_ask(administrator: Client, root: Any) -> None:
    answer = edit(administrator, root, email="mine@example.org")
    assert "account, which has more rights than yours. Ask a superuser." in answer.content.decode()


@pytest.mark.parametrize("way", [way for way in WAYS if way != "groups"])
def test_an_administrator_changes_the_accounts_of_every_role(
    administrator: Client, way: str
) -> None:
    for role in ROLES:
        person = make_user(role, "person")
        before = state_of(person)
        WAYS[way](administrator, person)
        assert (state_of(person) != before) or (way, role) == ("assign a role", "Analyst"), role
        person.delete()


def test_only_a_superuser_makes_a_superuser(administrator: Client, root: Any) -> None:
    person = make_user("Editor", "person")
    edit(administrator, person, is_superuser="on")
    create(administrator, is_superuser="on")
    users = get_user_model()._default_manager
    assert users.filter(email="new@example.org").count() == 2
    assert list(users.filter(is_superuser=True)) == [root]
    for address in ("new/", f"edit/{person.pk}/"):
        shown = administrator.get(f"/admin/users/{address}").content.decode()
        assert "Only a superuser can make someone a superuser." in shown
    edit(browser_of(root), person, is_superuser="on")
    person.refresh_from_db()
    assert person.is_superuser


@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_is_given_by_people_with_its_rights(
    administrator: Client, manager: Client, role: str
) -> None:
    group = Group.objects.get(name=role)
    person = make_user(None, "person")
    me = get_user_model()._default_manager.get(username="manager")
    refusals = [
        edit(manager, person, groups=[group.pk]),
        edit(manager, me, groups=[group.pk]),
        create(manager, groups=[group.pk]),
        manager.post(f"/admin/bulk/auth/user/assign_role/?id={person.pk}", {"role": group.pk}),
    ]
    for answer in refusals[:3]:
        assert f"You cannot add users to “{role}”" in answer.content.decode()
    assert not group.user_set.filter(username__in=["person", "manager", "fresh"]).exists()
    edit(administrator, person, groups=[group.pk])
    assert group.user_set.filter(pk=person.pk).exists()


def group_form(name: str, **changes: Any) -> dict[str, Any]:
    """Return what the form of a group sends: no rights but those in the changes."""
    empty: dict[str, Any] = {"name": name}
    for prefix in PREFIXES:
        empty |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return empty | changes


PREFIXES = (
    "page_permissions",
    "collection_permissions",
    "image_permissions",
    "document_permissions",
)


def right(codename: str) -> int:
    return int(Permission.objects.get(codename=codename).pk)


def publishing() -> dict[str, Any]:
    return {
        "page_permissions-TOTAL_FORMS": 1,
        "page_permissions-0-page": Page.get_first_root_node().pk,
        "page_permissions-0-permissions": ["publish_page"],
    }


def images() -> dict[str, Any]:
    return {
        "image_permissions-TOTAL_FORMS": 1,
        "image_permissions-0-collection": Collection.get_first_root_node().pk,
        "image_permissions-0-permissions": [right("add_image")],
    }


def collections() -> dict[str, Any]:
    return {
        "collection_permissions-TOTAL_FORMS": 1,
        "collection_permissions-0-collection": Collection.get_first_root_node().pk,
        "collection_permissions-0-permissions": [right("change_collection")],
    }


RIGHTS: dict[str, tuple[Callable[[], dict[str, Any]], bool]] = {
    "nothing": (dict, True),
    "a right that the administrator has": (
        lambda: {"permissions": [right("export_response")]},
        True,
    ),
    "a right that the administrator lacks": (
        lambda: {"permissions": [right("change_workflow")]},
        False,
    ),
    "publishing everywhere": (publishing, True),
    "images everywhere": (images, True),
    "collections, which are for superusers": (collections, False),
}


@pytest.mark.parametrize("case", RIGHTS)
@pytest.mark.parametrize("is_new", [True, False])
def test_no_one_gives_a_group_a_right_they_lack(
    administrator: Client, case: str, is_new: bool
) -> None:
    rights, may = RIGHTS[case]
    group = None if is_new else Group.objects.create(name="Before")
    address = "/admin/groups/new/" if group is None else f"/admin/groups/edit/{group.pk}/"
    answer = administrator.post(address, group_form("After", **rights()), follow=True)
    assert Group.objects.filter(name="After").exists() is may, answer.content.decode()[:500]
    if not may:
        assert "rights that you do not have yourself" in answer.content.decode()
        named = Group.objects.exclude(name__in=ROLES)
        for each in named:
            assert not each.permissions.exists()
            assert not each.collection_permissions.exists()
        # A user with all of them may.
        browser_of(make_user("superuser")).post(address, group_form("After", **rights()))
        assert Group.objects.filter(name="After").exists()


def test_no_one_widens_their_own_group(manager: Client) -> None:
    group = Group.objects.get(name="Accounts")
    had = list(group.permissions.values_list("pk", flat=True))
    for more in (publishing(), images(), {"permissions": [*had, right("view_response")]}):
        data = group_form("Accounts", permissions=had) | more
        manager.post(f"/admin/groups/edit/{group.pk}/", data)
        assert sorted(group.permissions.values_list("pk", flat=True)) == sorted(had)
        assert not group.page_permissions.exists()
        assert not group.collection_permissions.exists()


def test_a_right_below_one_page_is_none_above_it(administrator: Client) -> None:
    home = site_home()
    group = Group.objects.get(name="Administrator")
    GroupPagePermission.objects.filter(group=group).update(page=home)
    address = "/admin/groups/new/"
    administrator.post(address, group_form("Above", **publishing()))
    assert not Group.objects.filter(name="Above").exists()
    below = publishing() | {"page_permissions-0-page": home.pk}
    administrator.post(address, group_form("Below", **below))
    assert Group.objects.filter(name="Below").exists()


def test_a_step_of_the_review_is_a_right(administrator: Client) -> None:
    deciders = Group.objects.create(name="Deciders")
    task = FourEyesTask.objects.create(name="Lawyers", active=True)
    task.groups.add(deciders)
    person = make_user(None, "person")
    edit(administrator, person, groups=[deciders.pk])
    assert not deciders.user_set.exists()
