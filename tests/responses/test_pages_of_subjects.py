"""The upgrade that lets counts be taken by what responses are about, page by page."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from consultation.responses.models import Subject
from tests.factories import IdeaFactory
from tests.responses.idea_answers import answer_about, page_asking

pytestmark = [pytest.mark.django_db, pytest.mark.database]

upgrade = import_module("consultation.responses.migrations.0013_count_subjects")


def test_each_note_gets_the_page_of_its_response(client: Client) -> None:
    idea = IdeaFactory()
    kept = {}
    for number in ("2", "4"):
        page = page_asking("idea_scoring")
        answer_about(client, page, **{f"scoring__{idea.code}__usefulness": number})
        kept[page.pk] = {idea.code, idea.theme.row_key}
    Subject.objects.update(page_key=0)
    upgrade.note_pages(apps, None)
    noted: dict[int, set[str]] = {}
    for page_key, key in Subject.objects.values_list("page_key", "key"):
        noted.setdefault(page_key, set()).add(key)
    assert noted == kept
