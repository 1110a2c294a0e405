"""A worker is killed or its database restarts: no work is lost, and none is done twice."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as portal_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from consultation.importing.admin import importers, services
from consultation.importing.models import Kind, State, Upload
from consultation.responses.models import Response
from home.jobs.worker import ABANDONED_AFTER, PAUSES
from tests.factories import SectionPageFactory, feedback_form, make_user
from tests.importing.spreadsheets import csv_bytes
from tests.services.postgres import cluster, find_programs
from tests.services.processes import wait_until
from tests.services.worker import (
    PAUSED,
    database_url,
    run_python,
    wait_for_line,
    worker,
)

SHEET = [
    ["Timestamp", "Brief summary"],
    ["2025-04-03 10:00", "One"],
    ["2025-04-04 10:00", "Two"],
    ["no day", "Three"],
]


@pytest.fixture
def queue(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def work(after: timedelta = timedelta()) -> None:
    """Let a worker of this process do what can be done after so long."""
    with travel(timezone.now() + after, tick=True):
        call_command("run_worker", batch=True, startup_delay=False, reload=False, verbosity=0)


@pytest.fixture
def agreed(transactional_db: None, queue: None, settings: Any, tmp_path: Path) -> Upload:
    """Return an upload of responses that a user has confirmed, with a task that waits."""
    settings.MEDIA_ROOT = tmp_path
    page = SectionPageFactory(blocks=[feedback_form()])
    file = ContentFile(csv_bytes(SHEET), "answers.csv")
    analyst = make_user("Analyst")
    options = {importers.PAGE: page.pk}
    upload = services.create_upload(analyst, Kind.RESPONSES, file, options)
    work()
    upload.refresh_from_db()
    proposed = upload.report[importers.MAPPING]
    services.request_preview(upload, upload.options | {importers.MAPPING: proposed})
    work()
    upload.refresh_from_db()
    assert upload.state == State.READY, upload.report
    assert services.confirm(upload)
    return upload


def fail_with(error: BaseException) -> Any:
    """Return a function that raises."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    return fail


def stored() -> set[str]:
    """Return the names of the files of uploads."""
    return {f"imports/{name}" for name in default_storage.listdir("imports")[1]}


def state_of(upload: Upload) -> str:
    upload.refresh_from_db()
    return str(upload.state)


def screen(upload: Upload) -> str:
    """Return what the sender reads."""
    client = Client()
    client.force_login(upload.user)
    return client.get(reverse("importing:upload", args=[upload.key])).content.decode()


QUEUED = """
import django
from django.conf import settings
from django.core.management import call_command
settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
django.setup()
call_command("migrate", "django_tasks_database", verbosity=0)
from consultation.common.tasks import delete_stored_file
delete_stored_file.enqueue("file.txt")
"""
AGAIN = "UPDATE django_tasks_database_dbtaskresult SET status = 'READY', worker_ids = '[]'"


@pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed")
def test_worker_goes_on_after_a_restart_of_postgresql(tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text("To be deleted")
    with cluster() as database:
        with psycopg.connect(database.admin_url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE portal")
        run_python(QUEUED, database.url, tmp_path)
        with worker(database.url, tmp_path) as process:
            wait_until(lambda: not file.exists(), process, "The worker")
            database.stop()
            wait_for_line(process, "The database does not answer")
            file.write_text("To be deleted")
            database.start()
            with psycopg.connect(database.url, autocommit=True) as connection:
                connection.execute(AGAIN)
            wait_until(lambda: not file.exists(), process, "The worker")


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_import_whose_worker_was_killed_is_done_by_another_once(agreed: Upload) -> None:
    pause_after = "consultation.importing.admin.importers.import_responses"
    with worker(database_url(), portal_settings.MEDIA_ROOT, pause_after) as killed:
        wait_for_line(killed, PAUSED)
        killed.kill()
        killed.wait()
    assert state_of(agreed) == State.IMPORTING
    assert not Response.objects.exists()
    work()
    assert state_of(agreed) == State.IMPORTING
    work(ABANDONED_AFTER + timedelta(minutes=1))
    assert state_of(agreed) == State.DONE
    assert Response.objects.count() == 2
    assert sorted(Response.objects.values_list("form_data__summary", flat=True)) == ["One", "Two"]
    work(2 * ABANDONED_AFTER + timedelta(minutes=1))
    assert Response.objects.count() == 2


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_import_is_tried_again_when_the_database_was_away(
    agreed: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(importers, "import_responses", fail_with(OperationalError("restarting")))
        work()
    assert state_of(agreed) == State.IMPORTING
    work(PAUSES[0] + timedelta(seconds=1))
    assert state_of(agreed) == State.DONE
    assert Response.objects.count() == 2


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_import_that_is_interrupted_again_and_again_fails_with_what_to_do(
    agreed: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importers, "import_responses", fail_with(SystemExit(1)))
    after = timedelta()
    for pause in PAUSES[:4]:
        work(after)
        after += pause + timedelta(seconds=1)
    assert state_of(agreed) == State.FAILED
    assert "Nothing was changed. Tell an administrator" in screen(agreed)
    assert not Response.objects.exists()
    assert not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_interrupted_import_leaves_no_rows_behind_and_loses_none(
    agreed: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(importers, "remarks_data", fail_with(SystemExit(1)))
        work()
    assert state_of(agreed) == State.IMPORTING
    assert b"Three" in bytes(agreed.rejected)
    work(PAUSES[0] + timedelta(seconds=1))
    assert state_of(agreed) == State.DONE
    assert b"Three" in bytes(agreed.rejected)
    with travel(timezone.now() + services.KEPT_FOR + timedelta(hours=1), tick=True):
        call_command("remove_uploads", stdout=StringIO())
    work(services.KEPT_FOR + timedelta(hours=1))
    assert stored() == set() and not Upload.objects.exists()
