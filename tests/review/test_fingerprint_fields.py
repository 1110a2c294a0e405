"""The fingerprint of a version leaves nothing out but what is named here.

Whatever else is changed after an approval, be it one date or one word in a block, has to be seen.
"""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ManyToManyField, Model
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Page, WorkflowMixin

from consultation.pages.blocks import ContentBlock
from consultation.pages.models import (
    ConsultationPage,
    OutcomePage,
    SectionPage,
    TemplatesPage,
    ThemePage,
)
from consultation.workflow.review.fingerprints import fingerprint
from home.models import HomePage
from ideas.models import Area, Idea, Theme
from tests.browser.pages import every_block, page_with_everything
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    IdeaFactory,
    OutcomePageFactory,
    ThemeFactory,
    ThemePageFactory,
    outcome,
    site_home,
)

pytestmark = [pytest.mark.django_db]

# The state of a version, its user, and its schedule.
BOOKKEEPING = {
    "pk",
    "live",
    "expired",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "latest_revision",
    "live_revision",
    "go_live_at",
    "expire_at",
    "locked",
    "locked_at",
    "locked_by",
}
OF_PAGES = {
    "translation_key",
    "locale",
    "path",
    "depth",
    "numchild",
    "url_path",
    "draft_title",
    "content_type",
    "owner",
    "alias_of",
    "latest_revision_created_at",
    COMMENTS_RELATION_NAME,
}
# The order of areas, themes and ideas is changed for all of them at once, without a draft.
OF_IDEAS = {"sort_order"}
# Numbers and ids that the editor renews, of rows of a page and of blocks.
OF_ROWS = {"footnotes.pk", "footnotes.sort_order"}
# What Wagtail makes of the other fields, or of the tree.
NOT_STORED = {"id", "page_ptr"}


def section() -> SectionPage:
    return page_with_everything()


def consultation() -> ConsultationPage:
    return ConsultationPageFactory(blocks=every_block())


def front_page() -> HomePage:
    page = site_home()
    page.body = ContentBlock().to_python(every_block())
    return page


def told() -> OutcomePage:
    idea = IdeaFactory()
    said = {"said_at": "at a workshop", "checked": True}
    block = outcome(
        ideas=[idea.pk],
        figures=[{"idea": idea.pk, "measure": "", "note": ""}],
        other_figures=[{"number": "7 of 9", "words": "agree", "source": "Our visits"}],
        quotes=[{"quote": "We would use it.", "who": "A data lead", **said}],
    )
    return OutcomePageFactory(blocks=[block])


MAKERS: dict[type[Model], Callable[[], Any]] = {
    HomePage: front_page,
    ConsultationPage: consultation,
    SectionPage: section,
    ThemePage: lambda: ThemePageFactory(blocks=every_block()),
    OutcomePage: told,
    Area: AreaFactory,
    Theme: ThemeFactory,
    Idea: IdeaFactory,
}


def make(model: type[Model]) -> Any:
    """Return an item of a kind with something in every field; pages have another format."""
    item = MAKERS[model]()
    if isinstance(item, Page):
        value = {"kind": "audio", "title": "Read aloud", "url": "https://example.org/"}
        item.formats = model.formats.field.to_python([{"type": "format", "value": value}])
    return item


UNDER_REVIEW = [
    model
    for model in apps.get_models()
    if issubclass(model, WorkflowMixin)
    and not model._meta.proxy
    and model not in {Page, TemplatesPage}
]
each_kind = pytest.mark.parametrize("model", UNDER_REVIEW, ids=lambda model: model.__name__)


def left_out(model: type[Model]) -> set[str]:
    """Return the names that may change without a reader noticing."""
    if issubclass(model, Page):
        return BOOKKEEPING | OF_PAGES | (OF_ROWS if model is SectionPage else set())
    return BOOKKEEPING | OF_IDEAS


def readable(model: type[Model], content: dict[str, Any]) -> dict[str, Any]:
    """Return a version's content with its streams as lists instead of as text."""
    return {
        name: json.loads(value) if name in streams(model) else value
        for name, value in content.items()
    }


def stored(model: type[Model], content: dict[str, Any]) -> dict[str, Any]:
    """Return it as Wagtail stores it."""
    return {
        name: json.dumps(value) if name in streams(model) else value
        for name, value in content.items()
    }


def streams(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields() if isinstance(field, StreamField)}


def leaves(value: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """Tell the way to every value that holds no others; an empty list is one."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        if isinstance(each, dict | list) and each:
            yield from leaves(each, *path, key)
        else:
            yield (*path, key)


def other(value: Any) -> Any:
    """Return something that a reader would tell from a value."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, dict | list):
        return ["something"]
    return f"{value or ''} something"


def changed(content: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """Return a version's content with one value changed."""
    found = copy.deepcopy(content)
    inside: Any = found
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = other(inside[path[-1]])
    return found


@each_kind
def test_every_value_that_readers_see_is_in_the_fingerprint(model: type[Model]) -> None:
    content = make(model).serializable_data()
    before = fingerprint(content, model)
    plain = readable(model, content)
    unnoticed = {
        ".".join(key for key in path if isinstance(key, str))
        for path in leaves(plain)
        if fingerprint(stored(model, changed(plain, path)), model) == before
    }
    block_ids = {name for name in unnoticed if name.endswith(".id")}
    assert {name.split(".")[0] for name in block_ids} <= streams(model)
    assert unnoticed - block_ids == left_out(model)


@each_kind
def test_every_field_is_in_a_version(model: type[Model]) -> None:
    """What is not in a version is public at once, without a second pair of eyes."""
    content = make(model).serializable_data()
    fields = {
        field.name
        for field in model._meta.get_fields()
        if (field.concrete and not field.auto_created) or isinstance(field, ManyToManyField)
    }
    fields |= {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    assert fields - set(content) == NOT_STORED & fields
