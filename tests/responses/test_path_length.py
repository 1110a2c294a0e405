"""How many of our files one response passes through, from the form to the spreadsheet."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from tests.factories.answers import STANDARD_ANSWERS, open_form, post_answer

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_FILES = 25
PRODUCT = tuple(f"{ROOT / name}/" for name in ("coe_site", "consultation", "home", "ideas"))


@contextmanager
def traced() -> Iterator[set[str]]:
    """Collect the product's files whose functions run meanwhile."""
    files: set[str] = set()

    def note(frame: FrameType, event: str, arg: Any) -> None:
        path = frame.f_code.co_filename
        if event == "call" and frame.f_code.co_name != "<module>" and path.startswith(PRODUCT):
            files.add(str(Path(path).relative_to(ROOT)))

    sys.setprofile(note)
    try:
        yield files
    finally:
        sys.setprofile(None)


def test_a_response_passes_through_few_files(client: Client, analyst: Client, page: Page) -> None:
    def send_list_and_export(fields: dict[str, str]) -> None:
        assert post_answer(client, page, fields | STANDARD_ANSWERS).status_code == 303
        assert analyst.get(f"/admin/forms/submissions/{page.pk}/").status_code == 200
        export = analyst.get(f"/admin/forms/submissions/{page.pk}/?export=xlsx")
        assert export.getvalue()

    # What the first request loads, and what every screen of the admin draws, is left out.
    send_list_and_export(open_form(client, page))
    with traced() as of_every_screen:
        analyst.get("/admin/account/")
    fields = open_form(client, page, seconds_ago=120)
    with traced() as files:
        send_list_and_export(fields)
    passed = sorted(files - of_every_screen)
    print(f"{len(passed)} files:", *passed, sep="\n")
    assert len(passed) <= MOST_FILES
