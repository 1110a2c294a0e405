"""The upgrade that reserves the keys of themes: ideas that had one get another, answers follow."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from consultation.responses.counting import recount
from consultation.responses.models import FormVersion, IdeaCount
from consultation.responses.results import read_results
from ideas.models import Idea
from tests.factories import IdeaFactory, ThemeFactory
from tests.responses.idea_answers import answer_about, page_asking

pytestmark = [pytest.mark.django_db, pytest.mark.database]

upgrade = import_module("consultation.responses.migrations.0004_reserve_keys_of_themes")


@pytest.fixture(autouse=True)
def _as_it_was_before(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take away the rule that now keeps such codes out."""
    (rule,) = Idea._meta.constraints
    monkeypatch.setattr(Idea._meta, "constraints", [])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Comes back with the end of the test's transaction.
            cursor.execute(f"ALTER TABLE {Idea._meta.db_table} DROP CONSTRAINT {rule.name}")
            yield
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def an_idea_called(code: str, **fields: object) -> Idea:
    idea = IdeaFactory(**fields)
    Idea.objects.filter(pk=idea.pk).update(code=code)
    idea.refresh_from_db()
    return idea


def test_an_idea_and_its_answers_get_another_key(client: Client) -> None:
    idea = an_idea_called("theme-days", statement="what works")
    taken = an_idea_called("idea-theme-days")
    page = page_asking("idea_scoring", "idea_judgement", "idea_picks")
    response = answer_about(
        client,
        page,
        **{
            "scoring__theme-days__usefulness": "4",
            f"scoring__{taken.code}__usefulness": "2",
            "judgement__theme-days__sound": "Yes",
            "picks": ["theme-days"],
        },
    )
    before = read_results(["theme-days"])["theme-days"]
    upgrade.free_the_keys_of_themes(apps, None)
    idea.refresh_from_db()
    assert idea.code == "idea-theme-days-2"
    response.refresh_from_db()
    assert response.form_data["scoring"] == {
        "idea-theme-days-2": {"usefulness": 4},
        "idea-theme-days": {"usefulness": 2},
    }
    assert response.form_data["judgement"] == {"idea-theme-days-2": {"sound": "Yes"}}
    assert response.form_data["picks"] == ["idea-theme-days-2"]
    for version in FormVersion.objects.all():
        assert version.fingerprint == version.definition.fingerprint
        keys = {row.key: row.label for each in version.definition.questions for row in each.rows}
        assert "theme-days" not in keys
        assert keys.get(idea.code) == idea.wording
    after = read_results([idea.code])[idea.code]
    assert (after.answered, after.scales) == (before.answered, before.scales)
    counted = sorted(IdeaCount.objects.values_list("idea", "scale", "answer", "number"))
    recount()
    assert sorted(IdeaCount.objects.values_list("idea", "scale", "answer", "number")) == counted


def test_the_answers_about_a_theme_stay_where_they_are(client: Client) -> None:
    theme = ThemeFactory(short_title="days", area=ThemeFactory().area)
    idea = an_idea_called("theme-days", theme=theme)
    other = IdeaFactory(theme=theme)
    asking_about_themes = page_asking("idea_scoring", subject="themes")
    asking_about_ideas = page_asking("idea_scoring")
    for page, score in ((asking_about_themes, "5"), (asking_about_ideas, "1")):
        answer_about(client, page, **{"scoring__theme-days__usefulness": score})
    upgrade.free_the_keys_of_themes(apps, None)
    recount()
    idea.refresh_from_db()
    assert other.code != idea.code == "idea-theme-days"
    results = read_results(["theme-days", idea.code])
    assert [scale.counts for scale in results["theme-days"].scales] == [{"5": 1}]
    assert [scale.counts for scale in results[idea.code].scales] == [{"1": 1}]


def test_where_there_is_none_nothing_changes(client: Client) -> None:
    idea = IdeaFactory()
    response = answer_about(client, page_asking("idea_picks"), picks=[idea.code])
    upgrade.free_the_keys_of_themes(apps, None)
    before = response.form_data
    response.refresh_from_db()
    assert response.form_data == before
    assert Idea.objects.get().code == idea.code
