"""Areas, themes and ideas as readers saw them at a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from modelcluster.models import model_from_serializable_data
from wagtail.models import Revision

from consultation.responses.definitions import FormDefinition
from consultation.workflow.diff.services import row_label
from consultation.workflow.snapshots.publication_log import PublicationHistory, snippet_histories
from ideas.models import Area, Idea, ReviewableSnippet, Theme
from ideas.tree import AreaBranch, grow_tree

KINDS: tuple[type[ReviewableSnippet], ...] = (Area, Theme, Idea)


@dataclass(slots=True)
class IdeasSnapshot:
    """The tree of areas, themes and ideas at a moment.

    Args:
        tree: the tree.
        unknown: how many of them are shown as they are now, because it is not known any
            more how they were worded then.
    """

    tree: list[AreaBranch] = field(default_factory=list)
    unknown: int = 0


def asked_rows(definition: FormDefinition) -> dict[str, str]:
    """Return the wording of each idea and theme that a form asked about, in its order."""
    return {row.key: row.label for question in definition.questions for row in question.rows}


def ideas_at(moment: datetime, asked: Mapping[str, str]) -> IdeasSnapshot:
    """Return the tree as readers saw it, by a number of queries that is always the same.

    Args:
        moment: when.
        asked: wordings that the form is known to have asked about, by code. They are
            surer than the moment: a form may have been open for a while.
    """
    items = {kind: list(kind._default_manager.order_by("sort_order", "pk")) for kind in KINDS}
    pasts = {kind: snippet_histories(kind, moment) for kind in KINDS}
    contents = _contents(past for of_kind in pasts.values() for past in of_kind.values())
    found = IdeasSnapshot()
    shown: dict[type[ReviewableSnippet], list[Any]] = {}
    for kind in KINDS:
        known = (
            _then(item, pasts[kind].get(str(item.pk)), contents, asked) for item in items[kind]
        )
        shown[kind] = []
        for item, is_known in known:
            if item is not None:
                shown[kind].append(item)
                found.unknown += not is_known
    places = {key: place for place, key in enumerate(asked)}
    ideas = sorted(shown[Idea], key=lambda idea: places.get(idea.row_key, len(places)))
    found.tree = grow_tree(shown[Area], shown[Theme], ideas)
    return found


def _contents(pasts: Iterable[PublicationHistory]) -> dict[int, dict[str, Any]]:
    """Return the contents of all versions that were public, by one query."""
    keys = {revision for past in pasts for revision in past.revisions}
    return dict(Revision.objects.filter(pk__in=keys).values_list("pk", "content"))


def _then(
    item: ReviewableSnippet,
    past: PublicationHistory | None,
    contents: Mapping[int, dict[str, Any]],
    asked: Mapping[str, str],
) -> tuple[ReviewableSnippet | None, bool]:
    """Return something as it was, None if readers did not see it, and whether that is known."""
    wording = None if isinstance(item, Area) else asked.get(item.row_key)
    if wording is None and (past is None or not past.is_public):
        # What is public without an entry in the log was made so by a program, nobody knows when.
        return (item, False) if past is None and _is_unlogged(item) else (None, True)
    versions = [
        _with_content(item, contents[revision])
        for revision in reversed(past.revisions if past else ())
        if revision in contents
    ]
    if wording is None:
        # Only if it is the version of that moment, not one before it.
        newest = past.revisions[-1] if past and past.revisions else None
        return (versions[0], True) if newest in contents else (item, False)
    for version in (*versions, item):
        if row_label(version) == wording:
            return version, True
    # The words are kept with the form, whatever became of the version.
    worded = versions[0] if versions else item
    if isinstance(worded, Theme):
        worded.title = wording
    else:
        worded.lead, worded.statement = "", wording
    return worded, bool(versions)


def _is_unlogged(item: ReviewableSnippet) -> bool:
    return bool(item.live and item.first_published_at is None)


def _with_content(item: ReviewableSnippet, content: dict[str, Any]) -> Any:
    """Return an earlier content of something, without asking whether what it refers to is there."""
    version = model_from_serializable_data(type(item), content, check_fks=False)
    version.pk, version.code, version.sort_order = item.pk, item.code, item.sort_order
    version.live = True
    return version
