"""From a page's draft into the question library, and from there into another page's draft."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.blocks import BoundBlock
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.errors import UserFacingError
from consultation.feedback.blocks.form import QuestionsBlock, key_from_label
from consultation.feedback.mixins import FORM_BLOCK, FeedbackPageMixin
from consultation.pages.library.models import (
    LibraryBlock,
    LibraryEntry,
    LibraryUse,
    leave_out_ideas,
)


class NotAddedError(UserFacingError):
    """An entry cannot be added to a page."""


def with_new_ids(raw: Any) -> Any:
    """Return a block's raw data with other ids for the block and all that is in it."""
    if isinstance(raw, list):
        return [with_new_ids(each) for each in raw]
    if isinstance(raw, dict):
        copied = {name: with_new_ids(each) for name, each in raw.items()}
        return copied | {"id": str(uuid4())} if "type" in raw and "value" in raw else copied
    return raw


def _copied(block: BoundBlock) -> dict[str, Any]:
    copied: dict[str, Any] = with_new_ids(block.get_prep_value())
    return copied


def blocks_to_save(draft: FeedbackPageMixin) -> list[BoundBlock]:
    """Return a page's form and its questions; none if it has no form."""
    form = draft.feedback_block()
    return [form, *form.value["questions"]] if form else []


@transaction.atomic
def save_entry(entry: LibraryEntry, block: BoundBlock, page: Page) -> bool:
    """Fill a new entry with a block of a page's newest draft, and note that it is used there.

    Return whether questions named ideas, which are left out.
    """
    content = LibraryBlock().to_python([_copied(block)])
    named_ideas = leave_out_ideas(content)
    entry.content = content.stream_block.clean(content)
    entry.save()
    if block.id:
        is_live = page.live and not page.has_unpublished_changes
        LibraryUse.objects.create(
            entry=entry, page_id=page.pk, block_id=block.id, in_draft=True, is_live=is_live
        )
    log(entry, "wagtail.create", user=entry.saved_by)
    return named_ideas


def reason_against_editing(page: Page, user: Any) -> str:
    """Return why a user who may edit a page cannot do so now, or ""."""
    title = {"title": page.get_admin_display_title()}
    if page.alias_of_id:
        return _("“%(title)s” is an alias: it follows its original page.") % title
    if page.workflow_in_progress:
        text = _("“%(title)s” is in review. Wait for the decision before you add anything to it.")
        return text % title
    lock = page.get_lock()
    return str(lock.get_message(user)) if lock and lock.for_user(user) else ""


def reason_against(entry: LibraryEntry, form: BoundBlock | None) -> str:
    """Return why an entry cannot be added to a page with this form, or ""."""
    if form is None:
        return ""
    if entry.is_form:
        return _(
            "This page already has a form, and a page can have one. Add single questions, or "
            "delete the form first."
        )
    kind, asked = entry.block.block_type, list(form.value["questions"])
    number = sum(each.block_type == kind for each in asked)
    if number >= QuestionsBlock().meta.block_counts.get(kind, {}).get("max_num", number + 1):
        text = _("The form already has a question of this kind (%(kind)s), and it can have one.")
        return text % {"kind": entry.block.block.label}
    if entry.block.value.get("quoting") and any(each.value.get("quoting") for each in asked):
        return _("The form already has a question for consent to publish.")
    return ""


@transaction.atomic
def add_to_page(entry: LibraryEntry, page_id: int, user: Any) -> str:
    """Add a copy of an entry to a page's draft, as a new version; return the id of the new block.

    A form goes to the end of the page, and a question to the end of its form.
    """
    # Two at once would each lose the other's block.
    Page.objects.select_for_update().get(pk=page_id)
    page = Page.objects.get(pk=page_id).specific
    draft = page.get_latest_revision_as_object()
    form = draft.feedback_block()
    if reason := reason_against_editing(page, user) or reason_against(entry, form):
        raise NotAddedError(reason)
    new, body = _copied(entry.block), draft.body.get_prep_value()
    if entry.is_form:
        body.append(new)
    elif form is None:
        form_block = draft.body.stream_block.child_blocks[FORM_BLOCK]
        value = form_block.get_prep_value(form_block.get_default())
        value["questions"] = [new]
        body.append({"type": FORM_BLOCK, "value": value, "id": str(uuid4())})
    else:
        questions = next(each for each in body if each["type"] == FORM_BLOCK)["value"]["questions"]
        _give_own_key(new["value"], {each["value"].get("key") for each in questions})
        questions.append(new)
    draft.body = draft.body.stream_block.to_python(body)
    block_id: str = new["id"]
    LibraryUse.objects.create(entry=entry, page_id=page.pk, block_id=block_id, in_draft=True)
    # Unfinished drafts are kept as they are, as the editor does.
    draft.save_revision(user=user, log_action=True, clean=False)
    return block_id


def _give_own_key(value: dict[str, Any], taken: set[str | None]) -> None:
    if value.get("key") in taken:
        value["key"] = key_from_label(value["label"], {key for key in taken if key})


def _block_ids(body: Any) -> Iterator[str]:
    """Yield the ids of a body's form and of its questions, from its raw data."""
    for raw in body.raw_data:
        if raw and raw["type"] == FORM_BLOCK:
            yield raw.get("id") or ""
            questions = raw["value"].get("questions")
            for question in questions if isinstance(questions, list) else ():
                yield question.get("id") or ""


def note_uses(page: Any, *versions: str) -> None:
    """Note what a page uses of the library, by one query if it uses nothing.

    Args:
        versions: which versions of the page the body belongs to: "is_live", "in_draft".
    """
    ids = set(_block_ids(page.body))
    known = list(LibraryUse.objects.filter(Q(page=page.pk) | Q(block_id__in=ids)))
    own = {(use.entry_id, use.block_id): use for use in known if use.page_id == page.pk}
    for use in known:
        key = use.entry_id, use.block_id
        if use.block_id in ids and key not in own:
            own[key] = LibraryUse(entry_id=use.entry_id, page_id=page.pk, block_id=use.block_id)
    for use in own.values():
        before = [getattr(use, name) for name in versions]
        for name in versions:
            setattr(use, name, use.block_id in ids and (name != "is_live" or page.live))
        if use.pk is None or before != [getattr(use, name) for name in versions]:
            use.save()


def pages_using(entry: LibraryEntry) -> QuerySet[Page]:
    """Return the pages that use an entry, and whether they do on the live page and in the draft."""
    of_page = LibraryUse.objects.filter(entry=entry, page=OuterRef("pk"))
    pages = Page.objects.annotate(
        on_live_page=Exists(of_page.filter(is_live=True)),
        in_draft=Exists(of_page.filter(in_draft=True)),
    )
    return pages.filter(Q(on_live_page=True) | Q(in_draft=True))
