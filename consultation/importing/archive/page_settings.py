"""Pages made and filled as the head of an archive's file says."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.models import Page, PageViewRestriction

from consultation.importing.archive.front_matter import KINDS, LISTS, MOMENTS, RICH_TEXTS
from consultation.importing.report import Place, Report
from consultation.pages.models import ConsultationPage, OutcomePage, ThemePage
from consultation.pages.models.consultation_page import LONGEST_RETENTION
from consultation.pages.stages import OutcomeStage

# What a Markdown file has no place for, with how long it may be.
_TEXTS = {"organisation": 200, "seo_title": 255, "search_description": 5000}


def kind_told(
    draft: Any, parent: Page, otherwise: type[Page], idea_ids: Mapping[str, int], report: Report
) -> tuple[type[Page], dict[str, Any]]:
    """Return the kind of page that a file says it is, and what that needs to be made.

    Args:
        draft: the page to be made.
        parent: the page it goes below.
        otherwise: its kind where the file says none, or one that cannot be there.
        idea_ids: ids of themes by the names that stand for them.
        report: where it is said that it is of another kind.
    """
    kind = KINDS.get(draft.settings.get("page_type", ""), otherwise)
    if kind is otherwise:
        return kind, {}
    more: dict[str, Any] = {}
    place = Place(draft.source.path)
    if kind is ThemePage:
        theme = idea_ids.get(f"theme:{draft.settings.get('theme', '')}")
        if theme is None:
            report.loss(place, "The theme of this page is not here. It is a section.")
            return otherwise, {}
        more["theme_id"] = theme
    is_second = kind is OutcomePage and OutcomePage.objects.child_of(parent).exists()
    if kind not in type(parent).allowed_subpage_models() or is_second:
        report.doubt(place, "A page of this kind cannot stand here. It is a section.")
        return otherwise, {}
    return kind, more


def restrict(page: Page, settings: Mapping[str, Any]) -> None:
    """Keep a page for signed-in readers that not everybody could read where it comes from."""
    if settings.get("private"):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def fill_settings(page: Any, settings: Mapping[str, Any], report: Report) -> None:
    """Give a page what the head of its file says, where its kind has a place for it.

    Args:
        page: the page.
        settings: as they were read, with the ids of what they name.
        report: where it is said what could not be.
    """
    for name, longest in _TEXTS.items():
        if hasattr(page, name) and name in settings:
            setattr(page, name, settings[name][:longest])
    if isinstance(page, OutcomePage) and settings.get("told") in OutcomeStage.values:
        page.told = settings["told"]
    if settings.get("show_in_menus"):
        page.show_in_menus = True
    if isinstance(page, ConsultationPage):
        _fill_consultation(page, settings, report)


def _fill_consultation(page: ConsultationPage, settings: Mapping[str, Any], report: Report) -> None:
    page.organisation = page.organisation or page.title[:200]
    for name in RICH_TEXTS:
        setattr(page, name, settings.get(name) or getattr(page, name))
    for name in LISTS:
        if settings.get(name):
            setattr(page, name, [("option", option) for option in settings[name]])
    if settings.get("retention_months") in range(1, LONGEST_RETENTION + 1):
        page.retention_months = settings["retention_months"]
    opens, closes = (
        parse_datetime(settings[name]) if name in settings else None for name in MOMENTS
    )
    if opens and closes and closes <= opens:
        report.loss(Place("index.md"), "The consultation would close before it opens: no dates.")
        return
    page.opens_at, page.closes_at = opens, closes
