"""Links in rich text, drawn from targets that were fetched for the whole page at once."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.core.signals import request_started
from django.utils.html import escape
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    PageLinkElementHandler,
)
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text.pages import PageLinkHandler


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """Addresses by id; None where the target is gone."""

    pages: Mapping[str, str | None] = field(default_factory=dict)
    documents: Mapping[str, str | None] = field(default_factory=dict)


_targets: ContextVar[LinkTargets | None] = ContextVar("link_targets", default=None)


def use_link_targets(targets: LinkTargets | None) -> None:
    """Draw the links of this request from these targets."""
    _targets.set(targets)


def _forget_link_targets(**kwargs: Any) -> None:
    # A server thread keeps its context: one request's targets are not the next one's.
    use_link_targets(None)


request_started.connect(_forget_link_targets)


def _anchor(address: str | None, place: str = "") -> str:
    """Return the opening tag of a link, to a place on the page if one is named."""
    if not address:
        return "<a>"
    return f'<a href="{escape(f"{address}#{place}" if place else address)}">'


class FetchedPageLinkHandler(PageLinkHandler):
    """Page links by fetched addresses; asks the database only for what was not foreseen."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """Return the opening tags of links to pages."""
        targets = _targets.get()
        if targets is None or any(attrs.get("id") not in targets.pages for attrs in attrs_list):
            pages = cls.get_many(attrs_list)
            addresses = [page.localized.url if page else None for page in pages]
        else:
            addresses = [targets.pages[attrs["id"]] for attrs in attrs_list]
        places = [attrs.get("anchor", "") for attrs in attrs_list]
        return [_anchor(*each) for each in zip(addresses, places, strict=True)]


class PageLinkWithPlaceHandler(PageLinkElementHandler):
    """Keeps, while a text is edited, the place on the page that a link leads to."""

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        """Return what the editor holds about a link."""
        data: dict[str, Any] = super().get_attribute_data(attrs)
        return data | {"anchor": attrs["anchor"]} if attrs.get("anchor") else data


def page_link_with_place(props: dict[str, Any]) -> Any:
    """Return a link as it is stored, with the place that it leads to."""
    link = link_entity(props)
    if props.get("id") is not None and props.get("anchor"):
        link.attr["anchor"] = props["anchor"]
    return link


class FetchedDocumentLinkHandler(DocumentLinkHandler):
    """Document links by fetched addresses."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """Return the opening tags of links to documents."""
        targets = _targets.get()
        if targets is None or any(attrs.get("id") not in targets.documents for attrs in attrs_list):
            return super().expand_db_attributes_many(attrs_list)
        return [_anchor(targets.documents[attrs["id"]]) for attrs in attrs_list]


# Wagtail's own rule for links, with places.
LINK_RULE = {
    "from_database_format": {
        "a[href]": ExternalLinkElementHandler("LINK"),
        'a[linktype="page"]': PageLinkWithPlaceHandler("LINK"),
    },
    "to_database_format": {"entity_decorators": {"LINK": page_link_with_place}},
}
