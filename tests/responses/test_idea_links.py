"""The ideas and themes that responses are linked with, which lists are counted by."""

import pytest
from django.test import Client

from consultation.responses.models import ResponseIdea
from tests.factories import IdeaFactory
from tests.responses.idea_answers import answer_about, page_asking

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_link_has_the_page_of_its_response(client: Client) -> None:
    idea = IdeaFactory()
    kept = {}
    for number in ("2", "4"):
        page = page_asking("idea_scoring")
        answer_about(client, page, **{f"scoring__{idea.code}__usefulness": number})
        kept[page.pk] = {idea.code, idea.theme.row_key}
    noted: dict[int, set[str]] = {}
    for page_key, key in ResponseIdea.objects.values_list("page_key", "key"):
        noted.setdefault(page_key, set()).add(key)
    assert noted == kept
