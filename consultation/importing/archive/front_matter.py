"""What a page is besides its text: at the head of its file, and read from there again."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.models import Page

from consultation.importing.archive.escaping import yaml_value
from consultation.importing.archive.naming import Naming
from consultation.importing.archive.portable import Names, portable_html
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage

KINDS: dict[str, type[Page]] = {
    "consultation": ConsultationPage,
    "section": SectionPage,
    "theme": ThemePage,
    "outcome": OutcomePage,
}
# Under this key stands what only a portal knows to use.
PORTAL = "portal"
RICH_TEXTS = ("contact", "privacy")
MOMENTS = ("opens_at", "closes_at")
LISTS = ("roles", "reflections")
NUMBERS = ("retention_months",)
TEXTS = ("organisation", "told", "seo_title", "search_description")


def kind_of(page: Page) -> str:
    """Return what an archive calls a kind of page."""
    return next(name for name, model in KINDS.items() if isinstance(page, model))


def _settings(page: Any, names: Names, naming: Naming) -> Iterator[tuple[str, Any]]:
    """Yield what a page may have of a portal's settings, empty or not."""
    yield from ((name, getattr(page, name, "")) for name in TEXTS)
    yield "show_in_menus", page.show_in_menus
    for name in MOMENTS:
        moment: datetime | None = getattr(page, name, None)
        yield name, moment.isoformat() if moment else ""
    for name in RICH_TEXTS:
        yield name, portable_html(getattr(page, name, ""), names)
    for name in LISTS:
        yield name, [child.value for child in getattr(page, name, ())]
    yield from ((name, getattr(page, name, None)) for name in NUMBERS)
    yield "theme", naming.code(page.theme) if isinstance(page, ThemePage) else ""


def write_front_matter(page: Any, names: Names, naming: Naming, *, is_private: bool) -> str:
    """Return the head of a page's file, ending in an empty line."""
    lines = ["---", f"title: {yaml_value(page.title)}", f"slug: {yaml_value(page.slug)}"]
    if getattr(page, "summary", ""):
        lines.append(f"summary: {yaml_value(page.summary)}")
    lines.append(f"page_type: {kind_of(page)}")
    settings = [(name, value) for name, value in _settings(page, names, naming) if value]
    if is_private:
        settings.append(("private", True))
    if not page.live:
        settings.append(("draft", True))
    if settings:
        lines.append(f"{PORTAL}:")
        lines += [f"  {name}: {yaml_value(value)}" for name, value in settings]
    return "\n".join([*lines, "---", "", ""])


def told_settings(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the head of a file tells of a portal's settings, of the right form only.

    Args:
        meta: the head as YAML gives it; nothing of it is believed.
    """
    told = meta.get(PORTAL)
    found: dict[str, Any] = {}
    if not isinstance(told, Mapping):
        return found
    for form, names in ((str, (*TEXTS, *RICH_TEXTS, "theme")), (int, NUMBERS)):
        # Not isinstance: to Python, true and false are whole numbers.
        found |= {name: told[name] for name in names if type(told.get(name)) is form}
    for name in MOMENTS:
        moment = _moment(told.get(name))
        if moment:
            found[name] = moment
    for name in LISTS:
        options = _options(told.get(name))
        if options:
            found[name] = options
    for name in ("show_in_menus", "private", "draft"):
        if told.get(name) is True:
            found[name] = True
    return found


def _moment(told: Any) -> datetime | None:
    try:
        moment = parse_datetime(told) if isinstance(told, str) else told
    except ValueError:
        return None
    return moment if isinstance(moment, datetime) and moment.tzinfo else None


def _options(told: Any) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        return []
    return list(dict.fromkeys(each.strip()[:250] for each in told if each.strip()))
