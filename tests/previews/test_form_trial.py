"""A form in a private preview can be tried, and stores nothing by any way."""

from typing import Any

import pytest
from bs4 import Tag
from django.test import Client
from django.urls import reverse

from consultation.pages.models import SectionPage
from consultation.responses.models import FormVersion, Response
from tests.factories import (
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    ThemePageFactory,
    feedback_form,
    post_answer,
    redraft,
)
from tests.factories.answers import STANDARD_ANSWERS
from tests.feedback.screens import screen
from tests.previews.actions import draft, open_link, share, words

pytestmark = pytest.mark.django_db


def tried_form(preview: Any) -> Tag:
    form = screen(open_link(preview)).select_one("#feedback form")
    assert form is not None
    return form


def test_the_form_is_sent_to_where_nothing_is_stored(page: SectionPage, editor: Any) -> None:
    versions = FormVersion.objects.count()
    form = tried_form(share(page, editor))
    assert form["action"] == reverse("respond:preview")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    # What a browser says after a page whose address it keeps to itself.
    tried = Client().post(form["action"], fields | STANDARD_ANSWERS, headers={"Origin": "null"})
    assert "nothing was stored" in words(tried)
    assert not tried.cookies
    assert not Response.objects.exists()
    assert FormVersion.objects.count() == versions


def test_its_fields_sent_to_the_real_endpoint_reach_no_page_that_is_not_public(
    editor: Any,
) -> None:
    page = SectionPageFactory(live=False, blocks=[feedback_form()])
    page.save_revision()
    form = tried_form(share(page, editor))
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    assert post_answer(Client(), page, fields | STANDARD_ANSWERS).status_code == 404
    assert not Response.objects.exists()


def test_the_form_of_the_draft_cannot_be_answered_on_the_public_page(editor: Any) -> None:
    page = SectionPageFactory()
    draft(page, body=page.body.stream_block.to_python([feedback_form()]))
    assert tried_form(share(page, editor))
    assert post_answer(Client(), page, STANDARD_ANSWERS).status_code == 409
    assert not Response.objects.exists()


def test_ideas_show_as_their_newest_drafts(editor: Any) -> None:
    theme = ThemeFactory()
    idea = IdeaFactory(theme=theme, statement="the published wording")
    IdeaFactory(theme=theme, statement="an idea that is not out yet", live=False)
    redraft(idea, statement="the wording to come")
    page = ThemePageFactory(theme=theme)
    text = words(open_link(share(page, editor)))
    assert "the wording to come" in text
    assert "an idea that is not out yet" in text
    public = words(Client().get(page.url))
    assert "the published wording" in public
    assert "an idea that is not out yet" not in public
