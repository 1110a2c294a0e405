"""Copies of whole consultations: everything that was written, nothing that was received.

Responses, reviews, releases, results and quotes hang on the ids of pages, and a copy has its own.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import blocks
from wagtail.actions.copy_page import CopyPageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Revision

from consultation.common.block_values import visit_values
from consultation.pages.models import ConsultationPage, OutcomePage, TemplatesPage, ThemePage
from ideas.models import MODELS, Idea, IdeaSet, Theme
from ideas.services import copy_idea_set, free_name

# What belongs to one consultation alone.
CLEARED: dict[str, Any] = {
    **dict.fromkeys(("go_live_at", "expire_at", "opens_at", "closes_at")),
    **{"locked": False, "locked_by": None, "locked_at": None},
}
_PAGE_LINK = re.compile(
    r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"[^>]*>(.*?)</a>', re.DOTALL
)
_ANCHOR = re.compile(r'(?<=\banchor=")[^"]*')
_ABOUT_IDEAS = re.compile(r'"type": "(?:idea_\w+|area_table)"')


class IdeaSetChoice(models.TextChoices):
    """The idea set of a copy."""

    OWN = "own", _("As in the template: a new or copied set if its pages are about ideas")
    SHARE = "share", _("The same set (results stay apart)")
    COPY = "copy", _("A copy of the set, with its ideas as drafts")
    NEW = "new", _("A new, empty set")
    NONE = "none", _("None")


# What may be left out of a copy, and how it is counted.
LEFT_OUT = {
    "outcome": ngettext_lazy(
        "%(count)d page of the outcome", "%(count)d pages of the outcome", "count"
    ),
    "theme": ngettext_lazy("%(count)d page about a theme", "%(count)d pages about themes", "count"),
    "block": ngettext_lazy(
        "%(count)d block “We asked, you said, we did”",
        "%(count)d blocks “We asked, you said, we did”",
        "count",
    ),
    "chosen": ngettext_lazy(
        "%(count)d choice of an area, theme or idea",
        "%(count)d choices of areas, themes and ideas",
        "count",
    ),
    "link": ngettext_lazy(
        "%(count)d link to a page that was left out",
        "%(count)d links to pages that were left out",
        "count",
    ),
}


@dataclass
class ConsultationCopy:
    """A copied consultation, the number of its pages, and what was left out of it."""

    page: ConsultationPage
    pages: int
    counts: Counter[str]

    @property
    def left_out(self) -> list[str]:
        return [
            text % {"count": self.counts[key]} for key, text in LEFT_OUT.items() if self.counts[key]
        ]


@dataclass
class _NewIds:
    """What pages, areas, themes, ideas and sets have become: new ids by old; None is left out."""

    counts: Counter[str]
    chosen: dict[type[models.Model], dict[int, int | None]] = field(default_factory=dict)
    # Links to an idea name its place on a page.
    anchors: dict[str, str] = field(default_factory=dict)

    def theme_of(self, page: ThemePage) -> int | None:
        """Return the theme of a copied page, by id."""
        return self.chosen.get(Theme, {}).get(page.theme_id, page.theme_id)

    def visit(self, block: blocks.Block, value: Any, place: str) -> Any:
        if isinstance(block, blocks.RichTextBlock):
            return _PAGE_LINK.sub(self._link, value)
        if isinstance(block, blocks.ChooserBlock):
            known = self.chosen.get(block.model_class, {})
            if known.get(value, value) is None:
                self.counts["link" if block.model_class is Page else "chosen"] += 1
            return known.get(value, value)
        return value

    def _link(self, found: re.Match[str]) -> str:
        old = int(found[1])
        new = self.chosen[Page].get(old, old)
        if new is None:
            self.counts["link"] += 1
            return found[2]
        start, end = (number - found.start() for number in found.span(1))
        link = f"{found[0][:start]}{new}{found[0][end:]}"
        return _ANCHOR.sub(lambda anchor: self.anchors.get(anchor[0], anchor[0]), link, count=1)


@transaction.atomic
def copy_consultation(
    source: ConsultationPage,
    *,
    parent: Page,
    title: str,
    user: Any,
    idea_set: str = IdeaSetChoice.SHARE,
    description: str | None = None,
) -> ConsultationCopy:
    """Copy the newest drafts of a consultation and all pages below it, as drafts of a user.

    Links between its pages lead to the copies. Outcomes, dates, locks and schedules are left out,
    and without the idea set also the pages of its themes.

    Args:
        parent: a front page, or the place of the templates.
        idea_set: one of `IdeaSetChoice`.
        description: how a template is described where one is chosen; None keeps it.
    """
    pages = source.get_descendants(inclusive=True).order_by("path").specific()
    drafts = [page.get_latest_revision_as_object() for page in pages]
    counts: Counter[str] = Counter()
    new_ids = _NewIds(counts)
    new_set = _provide_set(drafts, idea_set, title, user, new_ids)
    new_ids.chosen[Page] = {draft.pk: None for draft in drafts}
    keeps_locale = isinstance(parent, TemplatesPage)
    cleared = CLEARED | {"locale": source.locale if keeps_locale else parent.locale}
    slug = find_available_slug(parent, slugify(title)[:200] or "consultation")
    root = {"title": title, "slug": slug, "idea_set_id": new_set}
    if description is not None:
        root["search_description"] = description
    copies: dict[str, Any] = {}
    left: dict[str, str] = {}
    for draft in drafts:
        above = draft.path[: -Page.steplen]
        if reason := left.get(above) or _reason_to_leave_out(draft, new_ids):
            left[draft.path] = reason
            counts[reason] += 1
            continue
        attributes = cleared | (root if draft.pk == source.pk else {})
        if isinstance(draft, ThemePage):
            attributes["theme_id"] = new_ids.theme_of(draft)
        copies[draft.path] = copy = _copy_page(draft, copies.get(above, parent), attributes, user)
        new_ids.chosen[Page][draft.pk] = copy.pk
    for copy in copies.values():
        _store_new_ids(copy, new_ids)
    return ConsultationCopy(copies[source.path], len(copies), counts)


def _provide_set(
    drafts: list[Any], choice: str, title: str, user: Any, new_ids: _NewIds
) -> int | None:
    """Return the id of the copy's idea set, and note what its ideas have become."""
    old: IdeaSet | None = drafts[0].idea_set
    if choice == IdeaSetChoice.OWN:
        new_or_none = IdeaSetChoice.NEW if _is_about_ideas(drafts) else IdeaSetChoice.NONE
        choice = IdeaSetChoice.COPY if old else new_or_none
    new: IdeaSet | None = None
    if old and choice == IdeaSetChoice.SHARE:
        return old.pk
    if old and choice == IdeaSetChoice.COPY:
        new, ids = copy_idea_set(old, free_name(title[:100]), user)
        new_ids.chosen |= {model: dict(known) for model, known in ids.items()}
        before, after = (Idea.objects.in_bulk(each) for each in (ids[Idea], ids[Idea].values()))
        new_ids.anchors = {before[pk].anchor: after[copy].anchor for pk, copy in ids[Idea].items()}
    elif old:
        for model in MODELS:
            items = model._default_manager.in_set(old.pk)
            new_ids.chosen[model] = dict.fromkeys(items.values_list("pk", flat=True))
    if choice == IdeaSetChoice.NEW:
        new = IdeaSet.objects.create(name=free_name(title[:100]))
    if old:
        # Blocks that name it on purpose mean that of the copy.
        new_ids.chosen[IdeaSet] = {old.pk: new.pk if new else None}
    return new.pk if new else None


def _is_about_ideas(drafts: Iterable[Any]) -> bool:
    return any(_ABOUT_IDEAS.search(json.dumps(list(draft.body.raw_data))) for draft in drafts)


def _reason_to_leave_out(draft: Any, new_ids: _NewIds) -> str:
    if isinstance(draft, OutcomePage):
        return "outcome"
    is_left = isinstance(draft, ThemePage) and new_ids.theme_of(draft) is None
    return "theme" if is_left else ""


def _copy_page(draft: Any, parent: Page, attributes: dict[str, Any], user: Any) -> Any:
    """Copy one page as its draft is, by Wagtail's own action."""
    action = CopyPageAction(
        draft,
        to=parent,
        update_attrs=attributes,
        copy_revisions=False,
        keep_live=False,
        user=user,
    )
    return action.execute(skip_permission_checks=True)


def _store_new_ids(copy: Any, new_ids: _NewIds) -> None:
    """Let a copied page refer to copies, in its row and in its only version."""
    kept = [child for child in copy.body.raw_data if child["type"] != "outcome"]
    left = len(copy.body.raw_data) - len(kept)
    if left:
        new_ids.counts["block"] += left
        copy.body = copy.body.stream_block.to_python(kept)
    if visit_values(copy, new_ids.visit) or left:
        copy.save(clean=False)
        content = copy.serializable_data()
        Revision.objects.filter(pk=copy.latest_revision_id).update(content=content)
