"""What each role can do with the admin's buttons: deeds, the forms they send, and their trial.

Each deed is sent by everybody in turn, and it counts as done if the portal shows it afterwards.
The form is the administrator's own, so that no one is refused for want of a field.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup
from django.db import transaction
from django.http import QueryDict
from wagtail.models import TaskState
from wagtail.test.utils.form_data import querydict_from_html

from tests.factories.editor import editor_form
from tests.home.whole_portal import COLUMNS, WholePortal
from tests.releases.actions import fresh

Portal = WholePortal
PUBLISH = {"action-publish": "action-publish"}
SUBMIT = {"action-submit": "action-submit"}


@dataclass(frozen=True)
class Deed:
    """An action: who may do it, where it is sent, and how to see its effect.

    Args:
        what: the deed in words.
        may: a letter for each role that may, in the order of `COLUMNS`.
        address: with the names of what is in the portal.
        done: says whether it is done.
        form: the form that is sent; the fields of `data` are put into it.
        data: further fields.
    """

    what: str
    may: str
    address: str
    done: Callable[[Portal], Any]
    form: Callable[[Portal], QueryDict] = lambda portal: QueryDict(mutable=True)
    data: dict[str, str] = field(default_factory=dict)


def page_form(portal: Portal) -> QueryDict:
    """Return the editor's form of the draft, with other words in it."""
    return editor_form(portal.clients["Administrator"], portal.draft, title="New", slug="new")


def unchanged_form(portal: Portal) -> QueryDict:
    """Return the editor's form of the draft, as someone else left it."""
    return editor_form(portal.clients["Administrator"], portal.draft)


def entering_form(portal: Portal) -> QueryDict:
    """Return the hidden fields of the form where a letter is typed in."""
    shown = portal.clients["Administrator"].get(f"/admin/enter-response/{portal.page.pk}/")
    hidden = BeautifulSoup(shown.content, "html.parser").select(
        "form.feedback__form input[type=hidden]"
    )
    form = QueryDict(mutable=True)
    form.update({field["name"]: field.get("value", "") for field in hidden})
    return form


def first_offered(address: str, portal: Portal) -> QueryDict:
    """Return the first of the radio buttons at an address."""
    shown = portal.clients["Administrator"].get(address.format(**portal.ids()))
    first = BeautifulSoup(shown.content, "html.parser").select_one("input[type=radio]")
    assert first is not None
    form = QueryDict(mutable=True)
    form[str(first["name"])] = str(first["value"])
    return form


def form_at(address: str, form_id: str = "w-editor-form") -> Callable[[Portal], QueryDict]:
    """Return what fetches the form at an address."""

    def fetch(portal: Portal) -> QueryDict:
        shown = portal.clients["Administrator"].get(address.format(**portal.ids()))
        return querydict_from_html(shown.content.decode(), form_id=form_id)

    return fetch


def is_gone(thing: Any) -> bool:
    """Say whether something was deleted."""
    return not type(thing)._default_manager.filter(pk=thing.pk).exists()


def draft_title(thing: Any, name: str = "title") -> str:
    """Return the title in the newest draft."""
    return str(getattr(fresh(thing).get_latest_revision_as_object(), name))


def state_of(thing: Any) -> str:
    """Return the state of the first step of an item's review."""
    states = TaskState.objects.filter(workflow_state__object_id=str(thing.pk))
    kind = {"workflow_state__content_type__model": fresh(thing)._meta.model_name}
    return str(states.filter(**kind).order_by("pk")[0].status)


def saved(thing: Any) -> Any:
    """Return something as the database has it now."""
    return type(thing)._default_manager.get(pk=thing.pk)


def who_does(portal: Portal, deed: Deed) -> str:
    """Let everybody try, each in the portal as it was, and return the letters of who did it."""
    ids = portal.ids()
    data = deed.form(portal)
    for name, value in deed.data.items():
        data[name] = value.format(**ids)
    assert not deed.done(portal), "It was done before anyone did it."
    did = ""
    for letter, role in COLUMNS.items():
        with transaction.atomic():
            portal.clients[role].post(deed.address.format(**ids), data)
            did += letter if deed.done(portal) else "."
            transaction.set_rollback(True)
    return did
