"""Role by action: every action of the admin's own API and every bulk action there is.

Both are asked for what they offer, so an action that is not in the tables fails: it has to be
decided first who may do it, and what guards what no one may.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.admin.api.urls import admin_api
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page, Revision, WorkflowState

from consultation.responses.models import Response
from tests.factories import SectionPageFactory, make_user
from tests.home.whole_portal import COLUMNS, SECRET, WholePortal
from tests.releases.actions import change, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_menu")]

# Besides the roles: a superuser, who is subject to the guards of responses and drafts too.
ROLES = COLUMNS | {"S": "superuser"}


@dataclass(frozen=True)
class Case:
    """One action on one thing: who gets through.

    Args:
        action: its name in the API, or "app.model.action" for a bulk action.
        thing: which thing of the portal it is done to.
        may: a letter for each who may, in the order of `ROLES`.
        data: what is sent; braces are filled with the portal's ids.
        says: part of the reason shown to users who could otherwise do it.
    """

    action: str
    thing: str
    may: str
    data: tuple[tuple[str, Any], ...] = ()
    says: str = ""


def case(action: str, thing: str, may: str, says: str = "", **data: Any) -> Case:
    """Return a case; the fields it sends are the rest."""
    return Case(action, thing, may, tuple(data.items()), says)


MUST_STAY = "must be kept"
NEVER = "never sent for review or published"
API = [
    case("delete", "page", "........", MUST_STAY),
    case("delete", "consultation", "........", MUST_STAY),
    case("delete", "locked", "..P.M..S"),
    case("move", "page", "..P.M..S", destination_page_id="{elsewhere}", position="last-child"),
    case("move", "page", "........", destination_page_id=1),
    case("unpublish", "page", "..P.M..S"),
    case("unpublish", "locked", "........"),
    case("publish", "draft", "..P.M..S"),
    case("publish", "own", ".......S", "Nothing was published. You changed"),
    case("publish", "locked", "........", "these are locked"),
    case("publish", "gathered", "........", "is in the release"),
    case("publish", "template", "........", NEVER),
    case("move", "page", "........", destination_page_id="{template}", position="last-child"),
    case("create_alias", "page", "........", destination_page_id="{template}"),
    case("copy", "page", "........", "A second person has to see a copy", keep_live=True),
    case("copy", "page", "E.P.M..S", keep_live=False),
    case("create_alias", "page", "..P.M..S", destination_page_id="{elsewhere}"),
    case("convert_alias", "alias", "..P.M..S", "would no longer follow its original"),
    case("convert_alias", "page", "........"),
    case("copy_for_translation", "page", "........", locale="en"),
    case("revert_to_page_revision", "draft", "ERP.M..S", revision_id="{draft_first}"),
    case("revert_to_page_revision", "waiting", ".RP.M..S", revision_id="{waiting_first}"),
    case("revert_to_page_revision", "locked", "........", revision_id="{locked_first}"),
]
PAGES = "wagtailcore.page"
IMAGES, DOCUMENTS = "wagtailimages.image", "wagtaildocs.document"
BULK = [
    case(f"{PAGES}.delete", "page", "........", MUST_STAY),
    case(f"{PAGES}.delete", "locked", "..P.M..S"),
    case(f"{PAGES}.move", "page", "..P.M..S", chooser="{elsewhere}"),
    case(f"{PAGES}.publish", "draft", "..P.M..S"),
    case(f"{PAGES}.publish", "own", ".......S", "Nothing was published. You changed"),
    case(f"{PAGES}.publish", "locked", "........", "locked"),
    case(f"{PAGES}.publish", "gathered", "........", "is in the release"),
    case(f"{PAGES}.publish", "template", "........", NEVER),
    case(f"{PAGES}.move", "page", "........", chooser="{template}"),
    case(f"{PAGES}.unpublish", "page", "..P.M..S"),
    case("ideas.idea.delete", "spare_idea", "....M..S"),
    case("ideas.theme.delete", "theme", "........"),
    case("ideas.theme.delete", "spare_theme", "....M..S"),
    case("ideas.area.delete", "area", "........"),
    case("ideas.area.delete", "spare_area", "....M..S"),
    case("ideas.ideaset.delete", "idea_set", "........"),
    case("ideas.ideaset.delete", "spare_set", "....M..S"),
    case("ideas.idea.submit_for_review", "spare_idea", "ERP.M..S"),
    case("ideas.theme.submit_for_review", "spare_theme", "ERP.M..S"),
    case("ideas.area.submit_for_review", "spare_area", "ERP.M..S"),
    case(f"{IMAGES}.delete", "image", "E.P.M..S"),
    case(f"{IMAGES}.add_tags", "image", "E.P.M..S", tags="one"),
    case(f"{IMAGES}.add_to_collection", "image", "E.P.M..S", collection="{collection}"),
    case(f"{DOCUMENTS}.delete", "document", "E.P.M..S"),
    case(f"{DOCUMENTS}.add_tags", "document", "E.P.M..S", tags="one"),
    case(f"{DOCUMENTS}.add_to_collection", "document", "E.P.M..S", collection="{collection}"),
    case("auth.user.delete", "editor_user", "....M..S"),
    case("auth.user.set_active_state", "editor_user", "....M..S", mark_as_active="False"),
    case("auth.user.assign_role", "no_one_user", "....M..S", role="{group}"),
]


@dataclass(frozen=True)
class Stage:
    """The portal with what the tables speak of besides, and a browser for each of `ROLES`."""

    portal: WholePortal
    clients: dict[str, Client]
    ids: dict[str, Any]

    def written_by(self, role: str) -> None:
        """Make someone the last to have changed the page "own"."""
        user = self.portal.users.get(role)
        own = Revision.objects.filter(object_id=str(self.ids["own"]))
        own.filter(pk=own.latest("pk").pk).update(user=user)


@pytest.fixture(scope="module")
def stage(portal: WholePortal) -> Stage:
    """Add what the tables speak of: an alias, an older version of each page, and a page "own"."""
    superuser = Client()
    portal.users["superuser"] = make_user("superuser", "the superuser")
    superuser.force_login(portal.users["superuser"])
    alias = portal.page.create_alias(parent=portal.elsewhere, update_slug="alias")
    fresh(portal.locked).save_revision()
    own = SectionPageFactory(parent=portal.consultation, title=f"{SECRET} own")
    change(own, summary="Own words")
    first = {
        f"{name}_first": getattr(portal, name).revisions.order_by("pk").first().pk
        for name in ("draft", "waiting", "locked")
    }
    people = {
        "editor_user": portal.users["Editor"].pk,
        "no_one_user": portal.users["no role"].pk,
    }
    ids = portal.ids() | first | people | {"alias": alias.pk, "own": own.pk}
    return Stage(portal, portal.clients | {"superuser": superuser}, ids)


def filled(each: Case, ids: dict[str, Any]) -> dict[str, Any]:
    """Return what a case sends."""
    return {
        name: value.format(**ids) if isinstance(value, str) else value for name, value in each.data
    }


def state_of_everything() -> tuple[Any, ...]:
    """Return the state of everything that an action could change."""
    found: list[Any] = []
    for app, name in sorted({tuple(each.action.split(".")[:2]) for each in BULK}):
        model = apps.get_model(app, name)
        found.append(list(model._default_manager.order_by("pk").values()))
        if hasattr(model, "tags"):
            found.append(sorted(model.tags.through.objects.values_list("object_id", "tag__name")))
        if hasattr(model, "groups"):
            found.append(sorted(model.groups.through.objects.values_list()))
    for kind in (Revision, WorkflowState):
        found.append(sorted(kind.objects.values_list("pk", flat=True)))
    return tuple(found)


def try_everybody(
    stage: Stage, each: Case, send: Callable[[Client, dict[str, Any]], HttpResponse]
) -> str:
    """Let everybody try, each in the portal as it was; return the letters of who did it."""
    did = said = ""
    answered = set(Response.objects.values_list("page_revision_id", flat=True))
    before = state_of_everything()
    for letter, role in ROLES.items():
        with transaction.atomic():
            stage.written_by(role)
            answer = send(stage.clients[role], stage.ids)
            assert answer.status_code < 500, role
            did += letter if state_of_everything() != before else "."
            said += unescape(answer.content.decode())
            # Whatever was done, and by any user: the responses are still there.
            assert set(Response.objects.values_list("page_revision_id", flat=True)) == answered
            assert Page.objects.filter(pk=stage.portal.page.pk).exists()
            transaction.set_rollback(True)
    assert each.says in said
    return did


@pytest.mark.parametrize("each", API, ids=lambda each: f"{each.action} {each.thing}")
def test_who_gets_an_action_of_the_admins_api_through(stage: Stage, each: Case) -> None:
    def send(client: Client, ids: dict[str, Any]) -> HttpResponse:
        address = f"/admin/api/main/pages/{ids[each.thing]}/action/{each.action}/"
        return client.post(address, filled(each, ids), content_type="application/json")

    assert try_everybody(stage, each, send) == each.may


@pytest.mark.parametrize("each", BULK, ids=lambda each: f"{each.action} {each.thing}")
def test_who_gets_a_bulk_action_through(stage: Stage, each: Case) -> None:
    def send(client: Client, ids: dict[str, Any]) -> HttpResponse:
        address = reverse("wagtail_bulk_action", args=each.action.split("."))
        return client.post(
            f"{address}?id={ids[each.thing]}&next=/admin/", filled(each, ids), follow=True
        )

    assert try_everybody(stage, each, send) == each.may


def test_every_action_of_the_admins_api_has_been_decided_about() -> None:
    assert set(admin_api._endpoints["pages"].actions) == {each.action for each in API}
    assert set(admin_api._endpoints) == {"pages", "images", "documents"}
    for name in ("images", "documents"):
        assert not getattr(admin_api._endpoints[name], "actions", None)


def test_every_bulk_action_has_been_decided_about() -> None:
    bulk_action_registry._scan_for_bulk_actions()
    registered = {
        f"{app}.{model}.{action}"
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for action in actions
    }
    assert registered == {each.action for each in BULK}
