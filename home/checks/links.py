"""Links and files of a draft that lead nowhere. Nothing outside the portal is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import strip_tags
from wagtail.blocks import PageChooserBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page

from home.checks.findings import Finding
from home.checks.leaves import Leaf

_LINK = re.compile(r'<a\b([^>]*\blinktype="(page|document)"[^>]*)>(.*?)</a>', re.DOTALL)
_ID = re.compile(r'\bid="(\d+)"')


@dataclass(frozen=True, slots=True)
class _Reference:
    """A page or document that a draft leads to.

    Args:
        kind: "page" or "document".
        pk: its id.
        subject: what leads there, to begin a sentence with.
        place: where that stands.
    """

    kind: str
    pk: int
    subject: str
    place: str


def _references(leaves: Sequence[Leaf]) -> Iterator[_Reference]:
    for leaf in leaves:
        if leaf.is_rich_text:
            for attributes, kind, wording in _LINK.findall(leaf.value or ""):
                number = _ID.search(attributes)
                subject = f"The link “{strip_tags(wording).strip()}”"
                yield _Reference(kind, int(number[1]) if number else 0, subject, leaf.place)
        elif isinstance(leaf.block, DocumentChooserBlock) and leaf.value:
            yield _Reference("document", leaf.value, "The block", leaf.place)
        elif isinstance(leaf.block, PageChooserBlock) and leaf.value:
            yield _Reference("page", leaf.value, "The block", leaf.place)


def find_broken_links(leaves: Sequence[Leaf]) -> list[Finding]:
    """Return what leads to a page that is gone or not public, or to a document that is gone.

    One query for all pages and one for all documents.
    """
    references = list(_references(leaves))
    wanted = {
        kind: {each.pk for each in references if each.kind == kind} for kind in ("page", "document")
    }
    pages = Page.objects.only("title", "draft_title", "live").in_bulk(wanted["page"])
    documents = set(
        get_document_model().objects.filter(pk__in=wanted["document"]).values_list("pk", flat=True)
    )
    findings = []
    for each in references:
        page = pages.get(each.pk)
        if each.kind == "document":
            trouble = "" if each.pk in documents else "leads to a document that is gone."
        elif page is None:
            trouble = "leads to a page that is gone."
        elif not page.live:
            title = page.get_admin_display_title()
            trouble = f"leads to “{title}”, which is not public: readers would find nothing there."
        else:
            trouble = ""
        if trouble:
            findings.append(Finding(f"{each.subject} {trouble}", each.place))
    return findings
