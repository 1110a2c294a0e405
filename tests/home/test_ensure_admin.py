"""`ensure_admin`: the first administrator, once."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.home.conftest import Command

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NAMES = ("USERNAME", "EMAIL", "PASSWORD")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"DJANGO_SUPERUSER_{name}", raising=False)


def administrators() -> list[str]:
    users = get_user_model()._default_manager.filter(is_superuser=True)
    return list(users.values_list("username", flat=True))


def test_it_makes_up_a_password_and_prints_it_once(run: Command, client: Client) -> None:
    output = run("ensure_admin")
    found = re.search(r"Password \(shown this once\): (\S+)", output)
    assert found
    password = found.group(1)
    assert len(password) >= 16
    assert output.count(password) == 1
    assert client.login(username="admin", password=password)
    assert client.get("/admin/").status_code == 200
    assert password not in run("ensure_admin")


def test_two_portals_get_two_passwords(run: Command) -> None:
    first = run("ensure_admin")
    get_user_model()._default_manager.all().delete()
    assert run("ensure_admin") != first


def test_it_takes_name_address_and_password_from_the_environment(
    run: Command, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = ("florence", "florence@example.org", "lamp-and-ledger")
    for name, value in zip(NAMES, values, strict=True):
        monkeypatch.setenv(f"DJANGO_SUPERUSER_{name}", value)
    output = run("ensure_admin")
    assert "florence" in output
    assert "lamp-and-ledger" not in output
    assert "Password" not in output
    user = get_user_model()._default_manager.get()
    assert user.email == "florence@example.org"
    assert client.login(username="florence", password="lamp-and-ledger")


def test_a_second_run_does_nothing(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    run("ensure_admin")
    before = list(get_user_model()._default_manager.values())
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "another")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "changed-in-between")
    assert "already" in run("ensure_admin")
    assert list(get_user_model()._default_manager.values()) == before


def test_it_makes_one_although_an_inactive_administrator_exists(run: Command) -> None:
    make_user("superuser", "retired", is_active=False)
    run("ensure_admin")
    assert administrators() == ["retired", "admin"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL", "not an address"),
        ("USERNAME", "taken"),
        ("USERNAME", "two words"),
        ("USERNAME", "x" * 151),
    ],
)
def test_it_refuses_what_cannot_be_in_one_sentence_that_names_the_variable(
    run: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    make_user("Editor", "taken")
    monkeypatch.setenv(f"DJANGO_SUPERUSER_{name}", value)
    with pytest.raises(CommandError) as refusal:
        run("ensure_admin")
    message = str(refusal.value)
    assert message.startswith(f"DJANGO_SUPERUSER_{name}")
    assert "\n" not in message
    assert administrators() == []
    assert not get_user_model()._default_manager.get(username="taken").is_superuser


def test_address_of_any_script_is_taken_here_and_in_the_admin_and_said_to_get_no_mail(
    run: Command, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "jörg@example.org")
    assert "sends no email to this administrator" in run("ensure_admin")
    jorg = get_user_model()._default_manager.get(email="jörg@example.org")
    client.force_login(jorg)
    names = {"username": "admin", "first_name": "Jörg", "last_name": "B", "email": jorg.email}
    address = reverse("wagtailusers_users:edit", args=[jorg.pk])
    assert (
        client.post(address, names | {"is_active": "on", "is_superuser": "on"}).status_code == 302
    )
    jorg.refresh_from_db()
    assert jorg.first_name == "Jörg"
