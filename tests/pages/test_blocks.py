"""Every block an editor can choose: template, icon, description, preview and editing form."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.icons import get_icons
from wagtail.blocks import Block, StructBlock
from wagtail.rich_text import RichText

from consultation.pages.blocks import ContentBlock
from ideas.models import Area, Idea, Theme
from tests.factories import SectionPageFactory, make_user, the_set

CONTENT = dict(ContentBlock().child_blocks)
QUESTIONS = dict(CONTENT["feedback_form"].child_blocks["questions"].child_blocks)
EVERY_BLOCK = {**CONTENT, **QUESTIONS}


def live_block(name: str) -> Block:
    """Return the block of the section page's body that the editor knows by this name."""
    body = SectionPageFactory._meta.model._meta.get_field("body").stream_block
    questions = body.child_blocks["feedback_form"].child_blocks["questions"]
    return body.child_blocks.get(name) or questions.child_blocks[name]


def an_idea() -> None:
    """Make an idea, for the questions that ask about ideas."""
    area = Area.objects.create(name="Careers", idea_set=the_set())
    theme = Theme.objects.create(area=area, title="Training", short_title="Training")
    Idea.objects.create(theme=theme, lead="Teach", statement="everybody to count.")


def preview_text(client: Client, block: Block) -> tuple[int, str]:
    """Open a block's preview as the editor does; return status and the text on the screen."""
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    page = BeautifulSoup(response.content, "html.parser")
    return response.status_code, " ".join(page.body.get_text(" ").split()) if page.body else ""


def characteristic_text(value: object) -> str:
    """Return a text of a block's preview value that its preview must show."""
    if isinstance(value, RichText):
        return BeautifulSoup(value.source, "html.parser").get_text()[:20]
    for name in ("text", "quote", "title", "label", "heading", "caption", "subject", "code"):
        text = value.get(name) if hasattr(value, "get") else None
        if isinstance(text, str | Promise) and text:
            return str(text)
    return str(value["items"][0]["summary"])  # type: ignore[index]


def test_every_block_has_a_template_of_its_own() -> None:
    for name, block in EVERY_BLOCK.items():
        assert block.meta.template.startswith("components/blocks/"), name
        assert get_template(block.meta.template), name
    for name, block in CONTENT.items():
        assert block.meta.template == f"components/blocks/{name}.html"


def test_every_block_has_an_icon_that_the_admin_draws() -> None:
    drawn = get_icons()
    for name, block in EVERY_BLOCK.items():
        assert f'id="icon-{block.meta.icon}"' in drawn, name
        assert block.meta.icon != Block().meta.icon, "The icon of blocks that have none"


def test_every_block_says_in_one_line_what_it_is_for() -> None:
    for name, block in EVERY_BLOCK.items():
        description = block.get_description()
        assert description.endswith("."), name
        assert 15 <= len(description) <= 120, name
        assert "\n" not in description, name


def test_no_two_blocks_have_one_name_or_description() -> None:
    for blocks in (CONTENT, QUESTIONS):
        assert len({block.get_description() for block in blocks.values()}) == len(blocks)
        assert len({str(block.label) for block in blocks.values()}) == len(blocks)


@pytest.mark.django_db
def test_the_editor_shows_a_preview_of_every_block(client: Client) -> None:
    client.force_login(make_user("Editor"))
    for name in EVERY_BLOCK:
        block = live_block(name)
        assert block.is_previewable, name
        status, text = preview_text(client, block)
        assert status == 200, name
        assert " ".join(characteristic_text(block.get_preview_value()).split()) in text, name


@pytest.mark.django_db
def test_the_preview_of_a_question_shows_it_as_it_will_be_asked(client: Client) -> None:
    client.force_login(make_user("Editor"))
    an_idea()
    address = reverse("wagtailadmin_block_preview")
    for name in QUESTIONS:
        html = client.get(address, {"id": live_block(name).definition_prefix}).content
        controls = BeautifulSoup(html, "html.parser").select("input, textarea, select")
        assert controls, f"Nothing to answer {name} with"


@pytest.mark.django_db
def test_the_preview_of_a_form_shows_every_question(client: Client) -> None:
    client.force_login(make_user("Editor"))
    _, text = preview_text(client, live_block("feedback_form"))
    assert "Nothing you type here is stored." in text
    for label in ("Your comments", "Your role", "Send response"):
        assert label in text


@pytest.mark.django_db
def test_previews_are_for_those_who_may_enter_the_admin(client: Client) -> None:
    assert preview_text(client, live_block("heading"))[0] == 302


@pytest.mark.django_db
def test_the_editing_form_of_every_block_can_be_built() -> None:
    for name, block in EVERY_BLOCK.items():
        state = block.get_form_state(block.get_default())
        assert state is not None, name
        if isinstance(block, StructBlock):
            assert set(state) == set(block.child_blocks), name


@pytest.mark.django_db
def test_the_page_editor_offers_every_block(client: Client) -> None:
    client.force_login(make_user("Editor"))
    page = SectionPageFactory()
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
    field = BeautifulSoup(html, "html.parser").find(id="body")
    assert field is not None
    offered = str(field["data-w-block-data-value"])
    for block in EVERY_BLOCK.values():
        assert f'"{block.label}"' in offered
        assert str(block.get_description()) in offered.encode().decode("unicode_escape")
