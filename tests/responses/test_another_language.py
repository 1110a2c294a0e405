"""Exports are in the language of their author, and recognised in it; so are our own answers."""

from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation
from wagtail.models import Page
from wagtail.users.models import UserProfile

from consultation.importing.responses.services import import_responses
from consultation.responses.definitions import JUDGEMENTS, QuestionType
from consultation.responses.models import LedgerEntry, Response, Status
from consultation.responses.results.idea_results import OTHER_ROLES, ScaleResult
from consultation.responses.services import change_status
from tests.factories import make_user
from tests.responses.actions import store
from tests.responses.export_bundle import Bundle, make_bundle
from tests.responses.export_readers import csv_table, sheets
from tests.responses.test_verify_export import saved, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundles(analyst: Client, page: Page, brackets: None) -> dict[str, Bundle]:
    """Return exports of an analyst with that language."""
    user = get_user_model().objects.get(username="analyst")
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "cy"
    profile.save()
    excluded = store(page, summary="Something", role="Leader")
    change_status([excluded], Status.EXCLUDED, "Spam", make_user("superuser"))
    return {each: make_bundle(analyst, page, each) for each in ("csv", "xlsx", "parquet")}


def test_they_are_in_the_language_of_their_author(bundles: dict[str, Bundle]) -> None:
    headings, row = csv_table(bundles["csv"].data)
    assert headings[:3] == ["[Received]", "[Reference]", "[Consultation]"]
    assert "[Excluded]" in row
    assert "[Answers to questions marked as personal" in bundles["csv"].readme
    (sheet,) = sheets(bundles["xlsx"].data)
    assert (sheet.title, sheet["A1"].value) == ("Responses", "[Received (UK time)]")
    columns = bundles["parquet"].manifest["columns"]
    assert columns[-1]["heading"] == "[Answers of another kind]"


def test_they_pass_a_check_in_any_language(bundles: dict[str, Bundle], tmp_path: Path) -> None:
    for bundle in bundles.values():
        assert verify(saved(tmp_path, bundle)) == (
            "The export is complete: 1 response in the file.",
            [],
        )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_they_come_back_in_their_language(
    bundles: dict[str, Bundle], page: Page, tmp_path: Path, ending: str
) -> None:
    before = Response.objects.get()
    Response.objects.all().delete()
    LedgerEntry.objects.all().delete()
    file = tmp_path / f"export.{ending}"
    file.write_bytes(bundles[ending].data)
    with translation.override("cy"):
        outcome = import_responses(file, page.specific)
    assert (outcome.imported, outcome.rejected) == (1, [])
    back = Response.objects.get()
    assert (back.reference, back.status, back.status_reason) == (
        before.reference,
        "excluded",
        "Spam",
    )
    assert back.submit_time.replace(microsecond=0) == before.submit_time.replace(microsecond=0)


def test_answers_of_our_own_are_read_in_another_language_and_stored_in_english(
    brackets: None,
) -> None:
    scale = JUDGEMENTS[0]
    result = ScaleResult(QuestionType.IDEA_JUDGEMENT, scale.label, scale.key, Counter(Yes=3, Aye=1))
    result.roles = {"Leader": {"Yes": 3}, OTHER_ROLES: {"Aye": 1}}
    with translation.override("cy"):
        assert result.title == f"[{scale.label}]"
        assert [bar.label for bar in result.bars] == [
            "[Yes]",
            "[Partly]",
            "[No]",
            "[Don’t know]",
            "Aye",
        ]
        assert [role for role, _, _ in result.role_rows] == ["Leader", "[Other roles]"]
        assert result.answers[0] == result.bars[0].answer == "Yes"
