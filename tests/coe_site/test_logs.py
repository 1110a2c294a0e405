"""Nothing that is logged, stored about a failure or queued names a respondent."""

import io
import logging
import smtplib
import sys
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from gunicorn.config import Config

from coe_site.gunicorn import PrivateLogger
from coe_site.logs import PrivateFormatter
from consultation.common.errors import format_error
from consultation.responses.models import Response

REFUSED = smtplib.SMTPRecipientsRefused(
    {"ada.lovelace@example.org": (550, b"5.1.1 User ada.lovelace unknown")}
)


def record_of(error: BaseException) -> logging.LogRecord:
    try:
        try:
            raise error
        except type(error) as first:
            raise RuntimeError("The mail was not sent.") from first
    except RuntimeError:
        return logging.LogRecord("x", logging.ERROR, "", 1, "It failed", (), sys.exc_info())


def test_refusal_is_logged_without_what_the_mail_server_said_of_the_recipient() -> None:
    line = PrivateFormatter().format(record_of(REFUSED))
    assert "lovelace" not in line
    assert "SMTPRecipientsRefused: the mail server answered 550" in line
    assert "The mail was not sent." in line
    assert "in record_of" in line


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPSenderRefused(553, b"no lovelace here", "ada.lovelace@example.org"),
        smtplib.SMTPDataError(554, b"ada.lovelace is over quota"),
        ValueError('Not an address: "ada lovelace"@example.org'),
        ValueError("/status/?email=ada.lovelace%40example.org"),
        ValueError("To: ada.lovelace=40example.org"),
        ValueError("mailto:ada.lovelace@example.org"),
    ],
    ids=lambda error: str(error)[:20],
)
def test_errors_name_no_address_however_it_is_written(error: Exception) -> None:
    assert "lovelace" not in PrivateFormatter().format(record_of(error))


def test_what_another_formatter_made_of_an_error_is_not_taken_over() -> None:
    record = record_of(REFUSED)
    assert "lovelace" in logging.Formatter().format(record)
    assert "lovelace" not in PrivateFormatter().format(record)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_refusal_by_the_database_shows_nothing_of_the_row() -> None:
    """PostgreSQL adds the whole row as a detail."""
    row = Response(form_data={"name": "Ada Lovelace"}, page_title="Lovelace")
    row.status = None  # type: ignore[assignment]
    with pytest.raises(DatabaseError) as raised:
        row.save()
    assert "Lovelace" not in format_error(raised.value)
    if connection.vendor == "postgresql":
        assert "Lovelace" in str(raised.value)
        with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
            cursor.execute("SELECT %s::text::integer", [row.page_title])
        assert "Lovelace" in str(raised.value)
        assert "Lovelace" not in format_error(raised.value)


def test_web_server_logs_errors_without_addresses_and_what_was_searched_for() -> None:
    config = Config()
    logger = PrivateLogger(config)
    (handler,) = logger.error_log.handlers
    handler.stream = written = io.StringIO()
    try:
        raise REFUSED
    except smtplib.SMTPException:
        logger.exception("Error handling request %s", "/admin/all-responses/?q=lovelace")
    assert "lovelace" not in written.getvalue()
    assert "/admin/all-responses/" in written.getvalue()
    assert "SMTPRecipientsRefused" in written.getvalue()


def test_web_server_is_set_up_with_that_log() -> None:
    import coe_site.gunicorn as server

    config = Config()
    config.set("logger_class", server.logger_class)
    assert config.logger_class is PrivateLogger


def test_queue_of_files_to_delete_holds_no_key_of_the_bucket(settings: Any) -> None:
    settings.AWS_STORAGE_BUCKET_NAME = "uploads"
    settings.AWS_S3_ACCESS_KEY_ID = "AKIA"
    settings.AWS_S3_SECRET_ACCESS_KEY = "hidden"
    backend = {"BACKEND": "coe_site.storage.PrivateS3Storage"}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    storage: Any = storages["default"]
    path, args, kwargs = storage.deconstruct()
    assert "hidden" not in f"{args}{kwargs}"
    again = type(storage)(*args, **kwargs)
    assert path == "coe_site.storage.PrivateS3Storage"
    assert (again.bucket_name, again.secret_key) == ("uploads", "hidden")
