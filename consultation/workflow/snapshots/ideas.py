"""Areas, themes and ideas as readers saw them at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wagtail.models import Revision

from consultation.workflow.diff.services import row_label
from consultation.workflow.snapshots.publication_log import (
    PublicationHistory,
    publication_histories,
)
from ideas.models import MODELS, ORDER, Area, Idea, ReviewableSnippet, Theme
from ideas.tree import AreaBranch, grow_tree


def ideas_at(at: datetime, asked: Mapping[str, str]) -> tuple[list[AreaBranch], int]:
    """Return the tree as readers saw it, by a number of queries that is always the same.

    With it comes how many of its items are shown as they are today, because it is not known
    any more how they were worded then.

    Args:
        at: when.
        asked: wordings that the form is known to have asked about, by code. They are
            surer than the time: a form may have been open for a while.
    """
    histories = {model: publication_histories(model, at) for model in MODELS}
    public = {pk for each in histories.values() for past in each.values() for pk in past.revisions}
    contents = dict(Revision.objects.filter(pk__in=public).values_list("pk", "content"))
    shown: dict[type[ReviewableSnippet], list[Any]] = {model: [] for model in MODELS}
    unknown = 0
    for model in MODELS:
        for item in model._default_manager.order_by(*ORDER):
            history = histories[model].get(str(item.pk))
            wording = None if model is Area else asked.get(item.row_key)
            version, is_known = _version_at(item, history, contents, wording)
            if version is not None:
                shown[model].append(version)
                unknown += not is_known
    places = {key: place for place, key in enumerate(asked)}
    shown[Idea].sort(key=lambda idea: places.get(idea.row_key, len(places)))
    return grow_tree(*shown.values()), unknown


def _version_at(
    item: ReviewableSnippet,
    history: PublicationHistory | None,
    contents: Mapping[int, Any],
    wording: str | None,
) -> tuple[Any, bool]:
    """Return something as it was, None if readers did not see it, and whether that is known.

    Args:
        contents: those of versions, by the id of the revision.
        wording: that by which the form asked about it; None where it did not.
    """
    revisions = reversed(history.revisions) if history else ()
    versions = [_with_content(item, contents[pk]) for pk in revisions if pk in contents]
    if wording is None:
        if history is None:
            # What is public without an entry in the log was made so by a program, at any time.
            return (item if item.live and item.first_published_at is None else None), False
        if not history.is_public:
            return None, True
        # Only the version of that time, not one before it.
        return (versions[0], True) if history.newest in contents else (item, False)
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


def _with_content(item: ReviewableSnippet, content: dict[str, Any]) -> Any:
    """Return an earlier content of something, public as it was, without a query."""
    version = item.from_serializable_data(content)
    version.pk, version.code, version.sort_order = item.pk, item.code, item.sort_order
    version.live = True
    return version
