from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max

from consultation.common.first_publication import publish_new
from ideas.import_export.preview import ImportItem, ImportPreview
from ideas.import_export.spreadsheet import LEVELS, Level
from ideas.models import Area, free_code


def apply_import(
    make_preview: Callable[[], ImportPreview],
    *,
    publish: bool = False,
    user: Any = None,
    digest: str = "",
) -> tuple[ImportPreview, bool]:
    """Write what an import changes, as drafts for review or at once; two cannot do so at a time.

    Args:
        make_preview: works out what changes, from what there is at that moment.
        publish: whether readers see the changes at once.
        user: whose changes they are, for the history; None is the server.
        digest: of the preview that the user agreed to; nothing else is written. "" takes any.

    Returns:
        The preview, and whether it was written: not with problems, nor if it is another.
    """
    with transaction.atomic():
        # Any row would do that is there always: who comes second waits here, and looks anew.
        content_type = ContentType.objects.get_for_model(Area)
        ContentType.objects.select_for_update(no_key=True).get(pk=content_type.pk)
        preview = make_preview()
        if preview.problems or (digest and preview.digest != digest):
            return preview, False
        for level in LEVELS:
            added = [item for item in preview.added if item.level is level]
            _add(added, level, publish)
            if publish:
                actions: dict[str, dict[str, Any]] = {"wagtail.create": {}, "wagtail.publish": {}}
                publish_new([item.draft for item in added], actions, user=user)
        for item in preview.changes:
            if publish and item.is_new:
                continue
            item.set_parent()
            action = "wagtail.create" if item.is_new else "wagtail.edit"
            # It was cleaned for the preview.
            revision = item.draft.save_revision(user=user, log_action=action, clean=False)
            if publish:
                revision.publish(user=user)
    return preview, True


def _add(items: list[ImportItem], level: Level, publish: bool) -> None:
    """Add new items of one level at the end of the order, their parents being there already.

    Their first revisions bring them into search and references, so that nothing is lost by
    adding them together.
    """
    manager = level.model._default_manager
    codes = set(manager.values_list("code", flat=True))
    last = manager.aggregate(last=Max("sort_order"))["last"]
    for place, item in enumerate(items, start=0 if last is None else last + 1):
        item.set_parent()
        draft = item.draft
        draft.code = draft.code or free_code(draft.code_base(), codes)
        codes.add(draft.code)
        draft.sort_order, draft.live = place, publish
    manager.bulk_create((item.draft for item in items), batch_size=500)
