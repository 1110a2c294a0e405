"""The words in which ideas and themes were asked about, and those they have now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from consultation.responses.models import FormVersion, Response
from ideas.models import THEME_KEY, Idea, Theme


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in which something was asked about.

    Args:
        words: the words.
        asked_from: when a form first asked in these words.
        answered: how many responses came to forms that asked in these words.
    """

    words: str
    asked_from: datetime
    answered: int


@dataclass(frozen=True, slots=True)
class Present:
    """What an idea or theme is by now.

    Args:
        words: its words.
        published: whether readers can see it.
    """

    words: str
    published: bool


def asking_versions(keys: Iterable[str]) -> "QuerySet[FormVersion]":
    """Return the versions of forms that asked about one of these.

    Args:
        keys: keys of ideas and themes, as `row_key` gives them.
    """
    asking = Q(pk=None)
    for key in keys:
        # A key is of small letters, digits and hyphens, alike in any writing of JSON.
        asking |= Q(definition_text__contains=f'"{key}"')
    versions = FormVersion.objects.annotate(
        definition_text=Cast("definition_data", TextField())
    ).filter(asking)
    return versions.order_by("first_used_at", "pk")


def read_wordings(keys: Iterable[str]) -> dict[str, list[Wording]]:
    """Return the words in which each was answered about, the first first, by two queries.

    Args:
        keys: keys of ideas and themes, as `row_key` gives them.
    """
    wanted = set(keys)
    versions = list(asking_versions(wanted))
    counted = (
        Response.objects.filter(form_version__in=[version.pk for version in versions])
        .order_by()
        .values_list("form_version")
        .annotate(Count("pk"))
    )
    answered = dict(counted)
    found: dict[str, dict[str, Wording]] = {key: {} for key in wanted}
    for version in versions:
        number = answered.get(version.pk, 0)
        rows = {row.key: row.label for each in version.definition.questions for row in each.rows}
        for key in wanted & rows.keys() if number else ():
            before = found[key].get(rows[key])
            found[key][rows[key]] = Wording(
                rows[key],
                before.asked_from if before else version.first_used_at,
                number + (before.answered if before else 0),
            )
    return {key: list(wordings.values()) for key, wordings in found.items()}


def read_present(keys: Iterable[str]) -> dict[str, Present]:
    """Return what ideas and themes are by now; those that are gone are left out.

    Args:
        keys: keys of ideas and themes, as `row_key` gives them.
    """
    wanted = set(keys)
    present: dict[str, Present] = {}
    themes = {key.removeprefix(THEME_KEY) for key in wanted if key.startswith(THEME_KEY)}
    if themes:
        for theme in Theme.objects.filter(code__in=themes).select_related("area"):
            shown = theme.live and theme.hidden_by is None
            present[theme.row_key] = Present(theme.title, shown)
    if len(wanted) > len(themes):
        for idea in Idea.objects.filter(code__in=wanted).select_related("theme__area"):
            present[idea.row_key] = Present(idea.wording, idea.live and idea.hidden_by is None)
    return present
