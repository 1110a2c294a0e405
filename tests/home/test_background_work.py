"""Mails are tried again until they go or are given up, and then staff see it."""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from coe_site.logs import PrivateFormatter
from home.jobs import worker
from home.jobs.scheduler import JOBS, Job, run_due
from home.jobs.worker import ABANDONED_AFTER, PAUSES
from home.models import JobRun
from tests.factories import SectionPageFactory, answer, feedback_form, make_user
from tests.factories.answers import STANDARD_ANSWERS
from tests.services.smtp import MailServer, mail_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]

ADDRESS = "ada.lovelace@example.org"


@pytest.fixture
def smtp(settings: Any) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def queue(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def receipt_task(queue: None, client: Client) -> DBTaskResult:
    """Return the task that mails the receipt of a response."""
    answer(client, SectionPageFactory(blocks=[feedback_form()]), **STANDARD_ANSWERS, email=ADDRESS)
    return DBTaskResult.objects.get(task_path__endswith="send_receipt")


def work() -> None:
    """Let a worker do what can be done now."""
    call_command("run_worker", batch=True, startup_delay=False, reload=False, verbosity=1)


def fail_until_given_up(task: DBTaskResult) -> None:
    now = timezone.now()
    for pause in (*PAUSES, timedelta()):
        with travel(now, tick=True):
            work()
        now += pause + timedelta(minutes=1)
    task.refresh_from_db()


def test_mail_that_is_refused_is_tried_again_with_growing_pauses(
    smtp: MailServer, receipt_task: DBTaskResult
) -> None:
    before = timezone.now()
    work()
    receipt_task.refresh_from_db()
    assert receipt_task.status == TaskResultStatus.READY
    assert receipt_task.run_after >= before + PAUSES[0]
    assert list(PAUSES) == sorted(PAUSES)
    smtp.is_refusing = False
    work()
    assert smtp.taken == []
    with travel(receipt_task.run_after + timedelta(seconds=1), tick=True):
        work()
    assert len(smtp.taken) == 1
    receipt_task.refresh_from_db()
    assert receipt_task.status == TaskResultStatus.SUCCESSFUL


def test_mail_that_is_given_up_is_reported_and_can_be_sent_again(
    smtp: MailServer, receipt_task: DBTaskResult, client: Client
) -> None:
    fail_until_given_up(receipt_task)
    assert receipt_task.status == TaskResultStatus.FAILED
    assert "tasks_given_up 1" in client.get("/health/?detail").content.decode()
    client.force_login(make_user("Administrator"))
    report = client.get("/admin/background-work/").content.decode()
    assert "Email a receipt" in report
    assert ADDRESS not in report
    client.post("/admin/background-work/", {"action": "retry"})
    smtp.is_refusing = False
    work()
    assert len(smtp.taken) == 1


def test_command_sends_again_what_was_given_up(
    smtp: MailServer, receipt_task: DBTaskResult
) -> None:
    fail_until_given_up(receipt_task)
    smtp.is_refusing = False
    output = StringIO()
    call_command("retry_tasks", stdout=output)
    assert output.getvalue() == "1 task put back into the queue.\n"
    work()
    assert len(smtp.taken) == 1


def test_refused_address_is_neither_logged_nor_stored(
    smtp: MailServer, receipt_task: DBTaskResult, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(PrivateFormatter("{message}", style="{"))
    with caplog.at_level(logging.DEBUG):
        work()
    receipt_task.refresh_from_db()
    assert "SMTPRecipientsRefused" in receipt_task.traceback
    stored = " ".join(
        str(value)
        for value in DBTaskResult.objects.filter(pk=receipt_task.pk).values().get().values()
    )
    for text in (stored, caplog.text):
        assert not re.search(r"\S+@example\.org", text)


def test_logs_of_the_portal_hide_addresses() -> None:
    handlers = logging.getLogger("django").handlers + logging.getLogger().handlers
    assert any(isinstance(each.formatter, PrivateFormatter) for each in handlers)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "to %s <%s>", ("Ada", ADDRESS), None)
    assert PrivateFormatter().format(record) == "to Ada <[email address]>"


def test_task_whose_worker_was_killed_is_run_again(
    smtp: MailServer, receipt_task: DBTaskResult
) -> None:
    smtp.is_refusing = False
    receipt_task.claim("killed")
    work()
    assert smtp.taken == []
    with travel(timezone.now() + ABANDONED_AFTER + timedelta(minutes=1), tick=True):
        work()
    assert len(smtp.taken) == 1


def test_worker_outlives_a_restart_of_the_database(
    queue: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[str] = []

    def run(self: Worker) -> None:
        runs.append("run")
        if len(runs) < 3:
            raise OperationalError("the connection is closed")

    monkeypatch.setattr(Worker, "run", run)
    pauses: list[float] = []
    monkeypatch.setattr(worker.time, "sleep", pauses.append)
    with caplog.at_level(logging.WARNING):
        work()
    assert len(runs) == 3
    assert len(pauses) == 2
    assert "The database does not answer" in caplog.text


def test_response_is_stored_when_mail_fails_at_once(
    smtp: MailServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    page = SectionPageFactory(blocks=[feedback_form()])
    stored = answer(client, page, **STANDARD_ANSWERS, email=ADDRESS)
    assert stored.form_data["email"] == ADDRESS


def test_only_administrators_see_background_work(client: Client) -> None:
    for role in ("Editor", "Reviewer", "Publisher", "Analyst"):
        client.force_login(make_user(role))
        response = client.get("/admin/background-work/")
        assert response.status_code == 302, role
        assert response["Location"] == "/admin/", role


def test_regular_jobs_are_listed_in_plain_words(client: Client) -> None:
    client.force_login(make_user("Administrator"))
    listed = client.get("/admin/background-work/").content.decode()
    assert "Publish what is scheduled" in listed
    assert not [job.name for job in JOBS if job.name in listed]


def test_scheduler_runs_each_job_at_its_time_and_notes_it(queue: None) -> None:
    now = timezone.now()
    assert set(run_due(now)) == {job.name for job in JOBS}
    assert run_due(now) == []
    minutely = run_due(now + timedelta(minutes=1))
    assert "publish_scheduled" in minutely
    assert "check_ledger" not in minutely
    assert len(run_due(now + timedelta(days=1, minutes=1))) == len(JOBS)
    assert not JobRun.objects.filter(succeeded_at=None).exists()


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, 12), datetime(2026, 10, 25, 12)])
def test_jobs_keep_their_times_on_the_days_that_are_shorter_or_longer(day: datetime) -> None:
    noon = timezone.make_aware(day)
    minutely, daily = Job("a", "A", timedelta(minutes=1)), Job("b", "B", at=time(3, 30))
    assert minutely.next_due(noon) == noon + timedelta(minutes=1)
    half_past_three = timezone.make_aware(day.replace(hour=3, minute=30))
    assert daily.next_due(noon - timedelta(days=1)) == half_past_three
    assert daily.next_due(noon).astimezone(half_past_three.tzinfo).time() == time(3, 30)


def test_job_is_run_by_one_scheduler_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    run_due(now)
    later = now + timedelta(days=2)
    taken = JobRun.objects.get(name="check_ledger")
    JobRun.objects.filter(pk=taken.pk).update(due_at=later + timedelta(days=1))
    assert "check_ledger" not in run_due(later)


def test_job_that_fails_is_noted_and_runs_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise SystemExit(f"{name} names {ADDRESS}")

    monkeypatch.setattr("home.jobs.scheduler.call_command", fail)
    run_due(timezone.now())
    run = JobRun.objects.get(name="check_ledger")
    assert (run.failures, run.succeeded_at) == (1, None)
    assert ADDRESS not in run.error
    assert "check_ledger" in run.error
    assert run.due_at > timezone.now()


def test_health_says_when_each_job_last_ran(client: Client) -> None:
    text = client.get("/health/?detail").content.decode()
    assert "job check_ledger never late" in text
    call_command("run_scheduler", once=True, stdout=StringIO())
    text = client.get("/health/?detail").content.decode()
    assert re.search(r"job check_ledger 20\S+ in_time", text)
    with travel(timezone.now() + timedelta(days=3), tick=False):
        text = client.get("/health/?detail").content.decode()
    assert re.search(r"job check_ledger 20\S+ late", text)
    assert client.get("/health/").content == b"ok\n"
