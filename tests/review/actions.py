"""What the tests of the review do: people write, send and decide, as browsers do."""

from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from tests.factories import make_user
from tests.factories.editor import edit_page
from tests.ideas.admin import address
from tests.ideas.admin import edit as edit_snippet

# The field that the tests reword, by kind.
WORDS = {"area": "name", "theme": "summary", "idea": "statement"}


def browser_of(user: Any) -> Client:
    """Return a browser in which someone is signed in."""
    client = Client()
    client.force_login(user)
    return client


def named_user(role: str, name: str, **fields: Any) -> Any:
    """Return a user of a role who is called by a name."""
    return make_user(role, username=name.lower(), first_name=name, **fields)


def words_field(item: Any) -> str:
    """Return the field whose words a test changes."""
    return "title" if isinstance(item, Page) else WORDS[item._meta.model_name]


def words_of(item: Any) -> str:
    """Return the words that are public, or would be."""
    return getattr(type(item)._default_manager.get(pk=item.pk), words_field(item))


def write(user: Any, item: Any, words: str | None = None, action: str = "", **more: Any) -> Any:
    """Open the editor as someone, change the words where there are new ones, press a button.

    Args:
        user: who.
        item: the page, area, theme or idea.
        words: the new ones; None leaves them.
        action: as "action-submit"; "" saves a draft.
        more: further fields of the form.
    """
    changes = dict(more)
    if words is not None:
        changes[words_field(item)] = words
    browser = browser_of(user)
    if isinstance(item, Page):
        return edit_page(browser, item, action, **changes)
    return edit_snippet(browser, item, action, **changes)


def submit(user: Any, item: Any, words: str | None = None) -> HttpResponse:
    """Send something for review."""
    return write(user, item, words, "action-submit")


def approve_in_editor(user: Any, item: Any, words: str | None = None) -> HttpResponse:
    """Press "Approve" in the editor, perhaps after changing the words."""
    more = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    return write(user, item, words, **more)


def decide_url(item: Any, action: str = "approve", task_state: Any = None) -> str:
    """Return the address that the buttons of the dashboard post to."""
    item = fresh(item)
    state = task_state or item.current_workflow_task_state
    if isinstance(item, Page):
        return reverse("wagtailadmin_pages:workflow_action", args=[item.pk, action, state.pk])
    return address(type(item), "workflow_action", item.pk, action, state.pk)


def decide(user: Any, item: Any, action: str = "approve", comment: str = "") -> HttpResponse:
    """Decide about what waits, as the buttons of the dashboard do."""
    return browser_of(user).post(decide_url(item, action), {"comment": comment})


def fresh(item: Any) -> Any:
    """Return something as the database has it now."""
    return type(item)._default_manager.get(pk=item.pk)


def step_of(item: Any) -> str:
    """Return the step that something waits at, or ""."""
    task = fresh(item).current_workflow_task
    return task.name if task else ""


def edit_url(item: Any) -> str:
    """Return the address of the editor."""
    if isinstance(item, Page):
        return reverse("wagtailadmin_pages:edit", args=[item.pk])
    return address(type(item), "edit", item.pk)


def members(role: str) -> Any:
    """Return the users of a role."""
    return Group.objects.get(name=role).user_set.all()
