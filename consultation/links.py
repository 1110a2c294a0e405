"""Links in rich text, drawn from targets that were fetched for the whole page at once."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.core.signals import request_started
from django.utils.html import escape
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


def _anchor(address: str | None) -> str:
    return f'<a href="{escape(address)}">' if address else "<a>"


class FetchedPageLinkHandler(PageLinkHandler):
    """Page links by fetched addresses; asks the database only for what was not foreseen."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """Return the opening tags of links to pages."""
        targets = _targets.get()
        if targets is None or any(attrs.get("id") not in targets.pages for attrs in attrs_list):
            return super().expand_db_attributes_many(attrs_list)
        return [_anchor(targets.pages[attrs["id"]]) for attrs in attrs_list]


class FetchedDocumentLinkHandler(DocumentLinkHandler):
    """Document links by fetched addresses."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """Return the opening tags of links to documents."""
        targets = _targets.get()
        if targets is None or any(attrs.get("id") not in targets.documents for attrs in attrs_list):
            return super().expand_db_attributes_many(attrs_list)
        return [_anchor(targets.documents[attrs["id"]]) for attrs in attrs_list]
