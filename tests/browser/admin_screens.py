"""The admin's screens that are the project's, each a way to open one in a browser."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from consultation.importing.models import State, Upload
from tests.factories import SectionPageFactory
from tests.home.test_admin_addresses import OTHERWISE, TABLE, address
from tests.home.whole_portal import SECRET, WholePortal
from tests.importing.test_screens import SITE, packed
from tests.releases.actions import change, make_approved_release, plan

Screen = Callable[[Page, "PressedPortal"], None]

# Wagtail's own screens, to which the project adds a rule or a field.
WAGTAILS = (
    *("wagtailusers_", "wagtailsnippet", "wagtailadmin_api:", "delete_", "admin/"),
    *("change_setting", "add_redirect", "change_redirect", "sites_with_four_eyes:"),
)
# Parts of the editor, and addresses that no one comes to.
NOT_OPENED = (
    "admin_session",
    "published_answer_chooser:",
    "all-responses_modeladmin_create",
    "all-responses_modeladmin_edit",
    "all-responses_modeladmin_delete",
)
# Parts of screens, and downloads.
NO_SCREENS = (
    "results",
    ":picture",
    ":scan",
    ":report",
    ":rejected",
    ":export",
    "page_checks",
    "review:version",
)


class PressedPortal(WholePortal):
    """One of everything, also in the states in which there are other buttons."""

    def __init__(self, user: Any) -> None:
        """Fill the portal.

        Args:
            user: who looks at it, and sees only uploads of their own.
        """
        super().__init__()
        self.client = Client()
        self.client.force_login(user)
        self._make_releases()
        self._make_uploads()
        chosen = {"idea_set": self.idea_set.pk}
        exported = self.client.get(reverse("ideas_import_export:export"), chosen).content
        self.sheet = exported.replace(f"{SECRET} idea".encode(), b"Another idea")
        now = timezone.now()
        DBTaskResult.objects.create(
            task_path="consultation.feedback.services.send_receipt",
            args_kwargs={"args": [], "kwargs": {}},
            status=TaskResultStatus.FAILED,
            backend_name="default",
            enqueued_at=now,
            finished_at=now,
            run_after=now,
        )

    def _make_releases(self) -> None:
        ready, planned = (
            SectionPageFactory(parent=self.consultation, title=title)
            for title in ("Ready", "Planned")
        )
        for page in (ready, planned):
            change(page, summary="Other words")
        self.ready = make_approved_release(ready, title="Ready")
        self.planned = make_approved_release(planned, title="Planned")
        plan(self.planned)

    def _make_uploads(self) -> None:
        sheet = SimpleUploadedFile("answers.csv", b"Timestamp,In short\r\n03/04/2025,Words\r\n")
        self.mapped = self._send("importing:responses", page=self.page.pk, file=sheet)
        self.upload = self._send("importing:site", file=packed(SITE))
        self.failed = self._send("importing:site", file=packed({"a.txt": "no page"}))
        self.at_work = self._send("importing:site", file=packed(SITE))
        self.at_work.state = State.CHECKING
        self.at_work.save()

    def _send(self, name: str, **data: Any) -> Upload:
        """Send a file and return the result."""
        self.client.post(reverse(name), data)
        return Upload.objects.latest("pk")


def _open(name: str, page: Page, portal: PressedPortal) -> None:
    page.goto(address(portal, name, TABLE[name][1]))


def _open_with(name: str, thing: str, attribute: str, page: Page, portal: PressedPortal) -> None:
    page.goto(reverse(name, args=[getattr(getattr(portal, thing), attribute)]))


def first_screen(page: Page, portal: PressedPortal) -> None:
    page.goto(reverse("wagtailadmin_home"))


def person_found(page: Page, portal: PressedPortal) -> None:
    page.goto(reverse("responses:person"))
    page.get_by_label("Email address").fill("unmistakable@example.org")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("button", name="Erase selected")).to_be_visible()
    page.wait_for_load_state()


def sheet_read(page: Page, portal: PressedPortal) -> None:
    page.goto(f"{reverse('ideas_import_export:index')}?idea_set={portal.idea_set.pk}")
    file = {"name": "ideas.csv", "mimeType": "text/csv", "buffer": portal.sheet}
    page.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    page.get_by_role("button", name="Preview the import").click()
    expect(page.get_by_role("button", name="Save as drafts")).to_be_visible()
    page.wait_for_load_state()


def send_for_review(page: Page, portal: PressedPortal) -> None:
    listed = reverse("wagtailsnippets_ideas_area:list")
    screen = f"/admin/bulk/ideas/area/submit_for_review/?id={portal.spare_area.pk}"
    page.goto(f"{screen}&next={listed}")


def _is_screen(name: str) -> bool:
    return (
        not name.startswith(WAGTAILS + NOT_OPENED)
        and not name.endswith(NO_SCREENS)
        and name not in OTHERWISE
    )


SCREENS: dict[str, Screen] = {
    **{name: partial(_open, name) for name in TABLE if _is_screen(name)},
    **{
        f"{name}, {thing}": partial(_open_with, name, thing, attribute)
        for name, thing, attribute in (
            ("responses:publish", "consenting", "pk"),
            ("responses:withdraw_consent", "consenting", "pk"),
            ("responses:published", "draft_answer", "pk"),
            ("releases:release", "ready", "pk"),
            ("releases:inspect", "planned", "pk"),
            ("releases:schedule", "planned", "pk"),
            ("importing:columns", "mapped", "key"),
            ("importing:upload", "failed", "key"),
            ("importing:upload", "at_work", "key"),
        )
    },
    "responses:person, found": person_found,
    "ideas_import_export:index, read": sheet_read,
    "first screen": first_screen,
    "send for review": send_for_review,
}
