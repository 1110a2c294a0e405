"""An account that records name is deactivated, not deleted: the log goes on saying who it was."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.test import Client

from ideas.deletion import GuardedError, on_purpose
from tests.factories import AreaFactory, make_user
from tests.ideas.admin import edit, words

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("set_up_portal")]


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(make_user("Administrator"))
    return client


@pytest.fixture
def anna() -> Any:
    """Return an editor who has saved something."""
    anna = make_user("Editor", "anna", first_name="Anna", last_name="Ash")
    client = Client()
    client.force_login(anna)
    edit(client, AreaFactory(), name="By Anna")
    return anna


def exists(user: Any) -> bool:
    return bool(get_user_model()._default_manager.filter(pk=user.pk).exists())


def delete_url(user: Any) -> str:
    return f"/admin/users/delete/{user.pk}/"


def bulk_url(*users: Any) -> str:
    ids = "&".join(f"id={user.pk}" for user in users)
    return f"/admin/bulk/auth/user/delete/?{ids}&next=/admin/users/"


def test_the_screen_says_what_names_the_account_and_offers_to_deactivate_it(
    administrator: Client, anna: Any
) -> None:
    screen = administrator.get(delete_url(anna))
    told = words(screen)
    assert "Anna Ash’s account cannot be deleted." in told
    assert "1 entry in the log and 1 saved version" in told
    assert "Referenced" not in told
    assert "Yes, delete" not in told
    assert 'name="deactivate"' in screen.content.decode()


def test_deleting_it_nevertheless_is_refused(administrator: Client, anna: Any) -> None:
    assert "cannot be deleted" in words(administrator.post(delete_url(anna)))
    assert exists(anna)


def test_deactivating_keeps_the_name_and_ends_signing_in(administrator: Client, anna: Any) -> None:
    answer = administrator.post(delete_url(anna), {"deactivate": "yes"}, follow=True)
    assert "Anna Ash can no longer sign in." in words(answer)
    anna.refresh_from_db()
    assert not anna.is_active
    assert not Client().login(username="anna", password="password")
    assert "This account is already deactivated." in words(administrator.get(delete_url(anna)))


def test_who_may_delete_and_not_change_does_not_deactivate(anna: Any) -> None:
    group = Group.objects.create(name="Removers")
    group.permissions.set(
        Permission.objects.filter(codename__in=("access_admin", "delete_user"))
        | Permission.objects.filter(group__name="Editor")
    )
    remover = make_user("Editor", "remover")
    remover.groups.add(group)
    client = Client()
    client.force_login(remover)
    client.post(delete_url(anna), {"deactivate": "yes"})
    anna.refresh_from_db()
    assert anna.is_active


def test_an_account_that_no_record_names_is_deleted(administrator: Client) -> None:
    unused = make_user("Editor", "unused")
    assert "No record names this account" in words(administrator.get(delete_url(unused)))
    administrator.post(delete_url(unused))
    assert not exists(unused)


def test_of_several_only_those_that_no_record_names_are_deleted(
    administrator: Client, anna: Any
) -> None:
    unused = make_user("Editor", "unused")
    assert "Anna Ash’s account cannot be deleted." in words(
        administrator.get(bulk_url(anna, unused))
    )
    answer = administrator.post(bulk_url(anna, unused), follow=True)
    assert "Anna Ash’s account cannot be deleted." in words(answer)
    assert exists(anna) and not exists(unused)
    answer = administrator.post(bulk_url(anna), follow=True)
    assert "0 users" not in words(answer)


def test_other_code_cannot_delete_it_unless_on_purpose(anna: Any) -> None:
    with pytest.raises(GuardedError, match="1 entry in the log"), transaction.atomic():
        anna.delete()
    with on_purpose("The account was made by mistake"):
        anna.delete()
    assert not exists(anna)
