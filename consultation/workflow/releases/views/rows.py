"""Members of a release as its screens show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from wagtail.models import Page, Revision

from consultation.workflow.models import ReleaseMember
from consultation.workflow.releases.decisions import read_records
from consultation.workflow.releases.question_record import read_questions
from consultation.workflow.releases.readiness import Readiness


@dataclass(slots=True)
class Row:
    """One member.

    Args:
        member: the record.
        title: what it is called.
        edit_url: its editor; "" where it is gone.
        compare_url: what is live beside what goes out; "" where readers see nothing yet.
        is_ready: whether it can go out; None where that is settled.
        reasons: why it cannot.
        decisions: who approved it and when, a sentence each.
        questions: what changes in the questions, as question_record.py keeps it.
    """

    member: ReleaseMember
    title: str
    edit_url: str = ""
    compare_url: str = ""
    is_ready: bool | None = None
    reasons: list[str] = field(default_factory=list)
    decisions: list[tuple[str, str]] = field(default_factory=list)
    questions: dict[str, Any] = field(default_factory=dict)

    @property
    def page_id(self) -> int | None:
        """The number of the page, where the member is one."""
        return self.member.object_id if issubclass(self.member.model, Page) else None

    @property
    def is_new(self) -> bool:
        """Whether readers have not seen it, as far as anybody knows."""
        return bool(self.edit_url and not self.compare_url)


def waiting_rows(states: Iterable[Readiness]) -> list[Row]:
    """Return the rows of a release that is open."""
    return [
        Row(
            member=each.member,
            title=each.title,
            edit_url=edit_url(each.member.model, each.item.pk) if each.item else "",
            compare_url=_compare_with_live(each),
            is_ready=each.is_ready,
            reasons=each.reasons,
            decisions=[(str(decision), decision.comment) for decision in each.decisions],
            questions=read_questions(each.member.questions, each.revision_number),
        )
        for each in states
    ]


def settled_rows(members: Sequence[ReleaseMember]) -> list[Row]:
    """Return the rows of a release that was released or cancelled, from its records alone."""
    numbers = {each.revision_number for each in members}
    numbers |= {each.replaced_revision_number for each in members}
    kept = set(Revision.objects.filter(pk__in=numbers - {None}).values_list("pk", flat=True))
    existing = _existing(members)
    rows = []
    for member in members:
        exists = member.key in existing
        pair = (member.replaced_revision_number, member.revision_number)
        rows.append(
            Row(
                member=member,
                title=member.title,
                edit_url=edit_url(member.model, member.object_id) if exists else "",
                compare_url=_compare(member.model, member.object_id, *pair)
                if exists and kept.issuperset(pair)
                else "",
                decisions=[(str(each), each.comment) for each in read_records(member.approvals)],
                questions=read_questions(member.questions, member.revision_number),
            )
        )
    return rows


def edit_url(model: Any, pk: int) -> str:
    """Return the address of the editor of a page, area, theme or idea."""
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[pk])
    return reverse(model.snippet_viewset.get_url_name("edit"), args=[pk])


def _compare_with_live(each: Readiness) -> str:
    if each.item is None or not each.item.live or each.revision_number is None:
        return ""
    return _compare(each.member.model, each.item.pk, "live", each.revision_number)


def _compare(model: Any, pk: int, before: Any, after: Any) -> str:
    name = (
        "wagtailadmin_pages:revisions_compare"
        if issubclass(model, Page)
        else model.snippet_viewset.get_url_name("revisions_compare")
    )
    return reverse(name, args=[pk, before, after])


def _existing(members: Iterable[ReleaseMember]) -> set[tuple[int, int]]:
    """Return the keys of the items that still exist, by one query for each kind."""
    wanted: dict[int, tuple[Any, list[int]]] = {}
    for member in members:
        wanted.setdefault(member.content_type_id, (member.model, []))[1].append(member.object_id)
    return {
        (content_type, pk)
        for content_type, (model, ids) in wanted.items()
        for pk in model._base_manager.filter(pk__in=ids).values_list("pk", flat=True)
    }
