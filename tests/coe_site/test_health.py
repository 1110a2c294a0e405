"""The health address answers anyone's probe, says only what it must, and is never cached."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client


@pytest.mark.django_db
@pytest.mark.database
def test_healthy(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
def test_a_probe_comes_by_address_and_without_tls(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    assert client.get("/health/", headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_a_database_that_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection to db.example.org failed for user portal")

    monkeypatch.setattr(connection, "cursor", refuse)
    logging.getLogger("coe_site").propagate = True
    response = client.get("/health/")
    assert (response.status_code, response.content) == (503, b"database unavailable\n")
    assert response["Cache-Control"] == "no-store"
    assert "the database does not answer" in caplog.text


def test_only_reading(client: Client) -> None:
    assert client.post("/health/").status_code == 405


@pytest.mark.django_db
def test_head(client: Client) -> None:
    assert client.head("/health/").status_code == 200
