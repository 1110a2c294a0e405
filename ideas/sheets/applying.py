"""Writes what a sheet changes."""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max

from consultation.common.first_publication import publish_new
from ideas.models import Area
from ideas.models.base import Reviewed, free_code
from ideas.sheets.planning import Change, Plan
from ideas.sheets.stock import MODELS, PARENTS


def apply_plan(
    make: Callable[[], Plan], *, publish: bool = False, user: Any = None, digest: str = ""
) -> tuple[Plan, bool]:
    """Work a plan out and write it, as drafts for review or at once; two cannot do so at a time.

    Args:
        make: works the plan out, from what there is at that moment.
        publish: whether readers see the changes at once.
        user: whose changes they are, for the history; None is the server.
        digest: what somebody agreed to; another plan is not written. "" takes any.

    Returns:
        The plan, and whether it was written: not with problems, nor if it is another.
    """
    with transaction.atomic():
        # Any row would do that is there always: who comes second waits here, and plans anew.
        kind = ContentType.objects.get_for_model(Area)
        ContentType.objects.select_for_update(no_key=True).get(pk=kind.pk)
        plan = make()
        if plan.problems or (digest and plan.digest != digest):
            return plan, False
        for model in MODELS:
            added = [each for each in plan.added if type(each.item) is model]
            _add(model, added, publish)
            if publish:
                new = [each.item for each in added]
                publish_new(new, {"wagtail.create": {}, "wagtail.publish": {}}, user=user)
        for change in plan.changes:
            if publish and change.is_new:
                continue
            _settle(change.item)
            action = "wagtail.create" if change.is_new else "wagtail.edit"
            # Cleaned when the plan was made.
            revision = change.item.save_revision(user=user, log_action=action, clean=False)
            if publish:
                revision.publish(user=user)
    return plan, True


def _add(model: type[Reviewed], changes: list[Change], publish: bool) -> None:
    """Add what is new of one kind, at the end of the order, its parents being there already.

    Their first revisions bring them into search and references, so that nothing is lost by
    adding them together.
    """
    codes = set(model._default_manager.values_list("code", flat=True))
    last = model._default_manager.aggregate(last=Max("sort_order"))["last"]
    for place, change in enumerate(changes, start=0 if last is None else last + 1):
        item = change.item
        _settle(item)
        item.code = item.code or free_code(item.code_base(), codes)
        codes.add(item.code)
        item.sort_order = place
        item.live = publish
    model._default_manager.bulk_create((change.item for change in changes), batch_size=500)


def _settle(item: Reviewed) -> None:
    """Refer to the parent by its key, which one added a moment ago has only now."""
    parent = PARENTS.get(type(item))
    if parent and item._meta.get_field(parent).is_cached(item):
        setattr(item, parent, getattr(item, parent))
