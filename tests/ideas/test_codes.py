"""Codes: made once from the wording, and never one by which an idea is taken for a theme."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ideas.models import Idea, Theme
from tests.factories import AreaFactory, IdeaFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("wordings", "codes"),
    [
        (["Theme days"], ["idea-theme-days"]),
        (["Theme days", "Theme days"], ["idea-theme-days", "idea-theme-days-2"]),
        (["Theme", "Theme"], ["idea-theme", "idea-theme-2"]),
        (["THEME: days"], ["idea-theme-days"]),
        (["Themed days", "Thematic"], ["themed-days", "thematic"]),
        (["数据", "数据"], ["idea", "idea-2"]),
        (["x" * 250, "x" * 250], ["x" * 40, "x" * 40 + "-2"]),
    ],
)
def test_codes_of_ideas(wordings: list[str], codes: list[str]) -> None:
    theme = ThemeFactory()
    assert [IdeaFactory(theme=theme, lead="", statement=words).code for words in wordings] == codes


def test_no_idea_shares_its_results_with_a_theme() -> None:
    area = AreaFactory()
    words = ["days", "theme", "Theme days", "2", "theme 2", "theme theme"]
    themes = [ThemeFactory(area=area, title=each, short_title=each) for each in words * 2]
    ideas = [IdeaFactory(theme=themes[0], lead="", statement=each) for each in words * 2]
    keys = [item.row_key for item in (*themes, *ideas)]
    assert len(set(keys)) == len(keys)
    assert [theme.row_key for theme in themes[:2]] == ["theme-days", "theme-theme"]


@pytest.mark.parametrize("code", ["theme-days", "theme-", "Theme-days"])
def test_such_a_code_is_refused_wherever_it_comes_from(code: str) -> None:
    idea = IdeaFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.update(code=code)
    idea.code = code
    with pytest.raises(ValidationError, match="cannot begin with “theme-”"):
        idea.full_clean()
    Theme.objects.update(code="theme-days")


def test_many_of_the_same_words_ask_the_database_once_each(django_assert_num_queries) -> None:
    theme = ThemeFactory()
    for _ in range(20):
        Idea(theme=theme, statement="The same").save()
    idea = Idea(theme=theme, statement="The same")
    with django_assert_num_queries(1):
        idea.give_code()
    assert idea.code == "the-same-21"
