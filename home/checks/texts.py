import re
from collections.abc import Iterator, Sequence
from html import unescape

from django.utils.html import strip_tags
from wagtail.models import Page

from home.checks.leaves import Leaf

# What ends a passage: its last sentence may go without a full stop.
_PASSAGE = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote)>|<br\s*/?>|<hr\s*/?>")


def passages(page: Page, leaves: Sequence[Leaf]) -> Iterator[str]:
    """Yield the paragraphs and list items that a page's editors wrote.

    Headings and labels are no sentences, and quotes are in the words of others.
    """
    yield getattr(page, "summary", "") or ""
    for leaf in leaves:
        if leaf.is_rich_text and leaf.value:
            for part in _PASSAGE.split(leaf.value):
                yield " ".join(unescape(strip_tags(part)).split())
