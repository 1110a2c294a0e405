"""What is published for the first time in few statements is as if Wagtail had published it."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.log_actions import registry
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry

from consultation.common.drafts import STATE, publish_new
from tests.factories import IdeaFactory, SectionPageFactory, ThemePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ACTIONS: dict[str, dict[str, Any]] = {"wagtail.create": {}, "wagtail.publish": {}}


def state(item: Any) -> dict[str, Any]:
    """Return all that a publication leaves behind of a thing, without ids and times."""
    item.refresh_from_db()
    own = {"base_content_type": item.get_base_content_type(), "object_id": str(item.pk)}
    content_type = ContentType.objects.get_for_model(item)
    return {
        "fields": {name: bool(getattr(item, name)) for name in STATE},
        "is newest": item.live_revision_id == item.latest_revision_id,
        "revision": [
            (revision.content.keys(), revision.content_type, revision.approved_go_live_at)
            for revision in item.revisions.all()
        ],
        "log": sorted(
            (entry.action, entry.revision_id == item.live_revision_id)
            for entry in registry.get_logs_for_instance(item)
        ),
        "references": set(
            ReferenceIndex.objects.filter(**own).values_list("model_path", "to_content_type")
        ),
        "found": IndexEntry.objects.filter(
            content_type=content_type, object_id=str(item.pk)
        ).count(),
    }


@pytest.mark.parametrize("factory", [SectionPageFactory, ThemePageFactory, IdeaFactory])
def test_it_leaves_what_wagtail_leaves(factory: Any) -> None:
    theirs, ours = factory(live=False), factory(live=False)
    revision = theirs.save_revision(log_action="wagtail.create")
    revision.publish()
    assert publish_new([ours], ACTIONS) == [ours.live_revision]
    assert state(ours) == state(theirs)
