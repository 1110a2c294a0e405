"""Editing as a browser does: open the page's editor, change fields, send the whole form.

The page editor builds the fields of a stream in the browser. Here they are made
from the block and its raw data, under the names that the browser gives them.
"""

import json
from collections.abc import Iterator
from typing import Any
from unittest import mock

from bs4 import BeautifulSoup
from django.forms import Widget
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.blocks.base import BlockWidget
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

FormData = dict[str, str]


def block_fields(block: blocks.Block, value: Any, name: str) -> FormData:
    """Return the form fields of one block, from its value as raw data."""
    if isinstance(block, TypedTableBlock):
        return _table_fields(block, value, name)
    if isinstance(block, blocks.StreamBlock):
        kinds = [(item["type"], block.child_blocks[item["type"]]) for item in value]
        fields = _list_fields(value, [kind for _, kind in kinds], name)
        return fields | {f"{name}-{i}-type": kind for i, (kind, _) in enumerate(kinds)}
    if isinstance(block, blocks.ListBlock):
        items = [item if _is_list_item(item) else {"value": item} for item in value]
        return _list_fields(items, [block.child_block] * len(items), name)
    if isinstance(block, blocks.StructBlock):
        fields = {}
        # The browser makes fields for what the block's form lays out, and for nothing else.
        for child_name in block.meta.form_layout.get_sorted_block_names():
            child = block.child_blocks[child_name]
            child_value = value.get(child_name, child.get_prep_value(child.get_default()))
            fields |= block_fields(child, child_value, f"{name}-{child_name}")
        return fields
    if isinstance(block, blocks.BooleanBlock):
        return {name: "on"} if value else {}
    if isinstance(block, blocks.RichTextBlock):
        return {name: block.field.widget.format_value(value or "")}
    return {name: "" if value is None else str(value)}


def _is_list_item(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "item"


def _list_fields(items: list[dict], kinds: list[blocks.Block], name: str) -> FormData:
    fields = {f"{name}-count": str(len(items))}
    for index, (item, kind) in enumerate(zip(items, kinds, strict=True)):
        place = f"{name}-{index}"
        fields |= {
            f"{place}-deleted": "",
            f"{place}-order": str(index),
            f"{place}-id": item.get("id") or "",
        }
        fields |= block_fields(kind, item["value"], f"{place}-value")
    return fields


def _table_fields(block: TypedTableBlock, value: dict, name: str) -> FormData:
    fields = {
        f"{name}-caption": value.get("caption", ""),
        f"{name}-column-count": str(len(value["columns"])),
        f"{name}-row-count": str(len(value["rows"])),
    }
    for number, column in enumerate(value["columns"]):
        place = f"{name}-column-{number}"
        fields |= {
            f"{place}-type": column["type"],
            f"{place}-heading": column["heading"],
            f"{place}-order": str(number),
            f"{place}-deleted": "",
        }
    for row_number, row in enumerate(value["rows"]):
        place = f"{name}-row-{row_number}"
        fields |= {f"{place}-order": str(row_number), f"{place}-deleted": ""}
        for number, cell in enumerate(row["values"]):
            kind = block.child_blocks[value["columns"][number]["type"]]
            fields |= block_fields(kind, cell, f"{name}-cell-{row_number}-{number}")
    return fields


def stream_data(page: Page, field: str) -> list[dict[str, Any]]:
    """Return a stream of the page's latest draft as raw data, ids and all."""
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    return list(draft._meta.get_field(field).stream_block.get_prep_value(getattr(draft, field)))


def _stream_names(page: Page) -> list[str]:
    fields = page.specific_class._meta.get_fields()
    return [field.name for field in fields if hasattr(field, "stream_block")]


class _NoFields(Widget):
    """The part of the form for a stream, whose fields the browser makes."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        return ""


def opened(client: Client, address: str) -> tuple[str, QueryDict]:
    """Open an editor; return where its form is sent to and what it holds, but for streams.

    The view does all that it does, but only the form itself is drawn: to draw the screen around
    it takes many times as long.
    """
    with mock.patch.object(TemplateResponse, "rendered_content", ""):
        response = client.get(address)
    assert response.status_code == 200
    context = response.context_data
    for field in context["form"].fields.values():
        if isinstance(field.widget, BlockWidget):
            field.widget = _NoFields()
    panel = context.get("edit_handler") or context["panel"]
    form = querydict_from_html(f"<form>{panel.render_form_content()}</form>")
    version = getattr(context.get("object"), "latest_revision_id", None)
    if version:
        form["loaded_revision_id"] = str(version)
        form["loaded_revision_created_at"] = context["loaded_revision_created_at"]
    return context.get("action_url", address), form


def editor_form(client: Client, page: Page, **changes: Any) -> QueryDict:
    """Open a page's editor and return its form, as it would be sent.

    Args:
        client: signed in as someone who may edit the page.
        page: the page.
        changes: streams as raw data, other fields as they are typed.
    """
    _, form = opened(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    for name in _stream_names(page):
        block = page.specific_class._meta.get_field(name).stream_block
        value = changes.pop(name, None)
        form.update(block_fields(block, stream_data(page, name) if value is None else value, name))
    for name, value in changes.items():
        form[name.replace("__", "-")] = value
    return form


def edit_page(
    client: Client, page: Page, action: str = "action-publish", **changes: Any
) -> HttpResponse:
    """Change a page in its editor and publish it; `action=""` saves a draft.

    Only a superuser publishes their own changes.
    """
    form = editor_form(client, page, **changes)
    if action:
        form[action] = action
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def _messages(error: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    if not error:
        return
    for message in error.get("messages", []):
        yield "/".join(path), message
    below = error.get("blockErrors") or {}
    below = below.items() if isinstance(below, dict) else enumerate(below)
    for name, child in below:
        yield from _messages(child, (*path, str(name)))


def stream_errors(response: HttpResponse, field: str = "body") -> dict[str, str]:
    """Return the messages that the editor shows in a stream, by place.

    The place of a message is like "0/questions/1/key": block 0, its questions,
    the second one, its key.
    """
    assert response.status_code == 200, "The editor took the page"
    stream = BeautifulSoup(response.content, "html.parser").find(id=field)
    assert stream is not None
    _, errors = json.loads(str(stream["data-w-block-arguments-value"]))
    return dict(_messages(errors))
