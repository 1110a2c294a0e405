"""What a page is besides its texts: written into an archive, and filled in from there."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, make_aware
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from consultation.importing.archive.page_data import BlockError, Translator, error_sentences
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage

TYPES: dict[str, type[Page]] = {
    "consultation": ConsultationPage,
    "section": SectionPage,
    "theme": ThemePage,
    "outcome": OutcomePage,
}
_FIELDS = (
    "summary", "organisation", "opens_at", "closes_at", "contact", "privacy", "retention_months",
    "roles", "reflections", "told", "theme", "seo_title", "search_description", "show_in_menus",
)  # fmt: skip


def _fields(model: type[Page]) -> Iterator[Any]:
    return (field for field in model._meta.concrete_fields if field.name in _FIELDS)


def page_settings(page: Page, translator: Translator) -> dict[str, Any]:
    """Return the settings of a page by their names."""
    found: dict[str, Any] = {}
    for field in _fields(type(page)):
        value = field.value_from_object(page)
        if isinstance(field, StreamField):
            value = value.get_prep_value()
        elif isinstance(value, datetime):
            value = value.isoformat()
        if value or field.blank or value is False:
            found[field.name] = _translated(field, value, translator)
    return found


def read_settings(
    model: type[Page], told: dict[str, Any], translator: Translator
) -> dict[str, Any]:
    """Return those settings of an archive's page that a page of this type takes; tell the others.

    Args:
        model: the type of page.
        told: the settings by their names; nothing of it is believed.
        translator: knows what its names mean here.
    """
    found: dict[str, Any] = {}
    fields = {field.name: field for field in _fields(model)}
    for name, value in told.items():
        try:
            if name not in fields:
                raise BlockError("there is no such setting.")
            found[fields[name].attname] = _checked(fields[name], value, translator)
        except (BlockError, ValidationError) as error:
            why = error_sentences(error) if isinstance(error, ValidationError) else [str(error)]
            translator.remark(f"The setting “{name[:60]}” could not be read: {' '.join(why)}")
    opens, closes = (parse_datetime(found.get(name) or "") for name in ("opens_at", "closes_at"))
    if opens and closes and closes <= opens:
        translator.remark("The consultation would close before it opens: no dates.")
        found |= {"opens_at": None, "closes_at": None}
    return found


def _translated(field: Any, value: Any, translator: Translator) -> Any:
    if isinstance(field, RichTextField):
        return translator.html(value, field.features)
    if isinstance(field, StreamField):
        return translator.value(field.stream_block, value)
    if isinstance(field, models.ForeignKey):
        return translator.choice(field.related_model, value)
    return value


def _checked(field: Any, told: Any, translator: Translator) -> Any:
    value = _translated(field, told, translator)
    if isinstance(field, StreamField):
        field.stream_block.clean(field.to_python(value))
    elif not isinstance(value, str | int | None):
        raise BlockError("it is of another kind than expected.")
    elif not isinstance(field, models.ForeignKey):
        value = field.clean(value[: field.max_length] if isinstance(value, str) else value, None)
    if isinstance(value, datetime):
        value = (value if is_aware(value) else make_aware(value)).isoformat()
    return value


def fill_settings(page: Any, settings: Mapping[str, Any]) -> None:
    """Give a page what an archive says of it, as far as its type has a place for it."""
    for field in _fields(type(page)):
        if field.attname in settings:
            setattr(page, field.attname, field.to_python(settings[field.attname]))
    if isinstance(page, ConsultationPage):
        page.organisation = page.organisation or page.title[:200]
