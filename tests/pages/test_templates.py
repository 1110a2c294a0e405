"""Templates of consultations: what comes along, how one is used, and that readers see none."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from consultation.common.drafts import missing_fields
from consultation.importing.admin.forms import answerable_pages
from consultation.pages.models import ConsultationPage, SectionPage, TemplatesPage
from ideas.models import IdeaSet
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
    question,
    site_home,
    templates_page,
)
from tests.factories.editor import edit_page, editor_form
from tests.releases.actions import fresh, submit
from tests.responses.actions import sign_in, text_of

pytestmark = pytest.mark.django_db

NAMES = ["Short survey", "Document with feedback on each page", "Ideas to rate"]


@pytest.fixture
def top() -> TemplatesPage:
    return templates_page()


@pytest.fixture
def editor() -> Client:
    return sign_in("Editor")


def template(name: str) -> ConsultationPage:
    return ConsultationPage.objects.get(title=name, live=False)


def start(editor: Client, name: str, title: str = "Library", **data: str) -> HttpResponse:
    return editor.post(
        reverse("consultations:new", args=[site_home().pk]),
        {"template": template(name).pk, "title": title, "idea_set": "own", **data},
        follow=True,
    )


def started(title: str = "Library") -> ConsultationPage:
    return ConsultationPage.objects.child_of(site_home()).get(title=title)


def test_three_templates_come_along_once(top: TemplatesPage) -> None:
    assert [page.title for page in top.get_children()] == NAMES
    template(NAMES[0]).delete()
    changed = template(NAMES[1])
    changed.title = "Ours"
    changed.save_revision()
    before = list(top.get_descendants().order_by("path").values())
    call_command("setup_portal", verbosity=0)
    assert list(top.get_descendants().order_by("path").values()) == before
    assert not ConsultationPage.objects.filter(title=NAMES[0]).exists()


def test_nothing_of_the_demonstration_is_in_a_template(top: TemplatesPage) -> None:
    for page in top.get_descendants().specific():
        content = str(page.serializable_data()).lower()
        for word in ("social care", "children", "centre of excellence", "local authority"):
            assert word not in content


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_previewed(top: TemplatesPage, editor: Client, name: str) -> None:
    for page in template(name).get_descendants(inclusive=True):
        shown = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
        assert shown.status_code == 200
        assert "…]" in shown.content.decode()


def test_readers_see_no_template(top: TemplatesPage, client: Client) -> None:
    ConsultationPageFactory(title="Harbour")
    addresses = ["/", "/sitemap.xml", "/search/?q=survey", "/api/v1/consultations"]
    for address in addresses:
        content = client.get(address).content.decode()
        assert "Short survey" not in content and "consultation-templates" not in content
    for page in top.get_descendants(inclusive=True):
        assert page.get_url() is None
        assert client.get(page.url_path).status_code == 404
        sent = client.post(reverse("respond:submit", args=[page.pk]), {"comments": "Yes"})
        assert sent.status_code == 404


def test_a_consultation_is_started_from_a_template(top: TemplatesPage, editor: Client) -> None:
    response = start(editor, NAMES[1])
    page = started()
    assert response.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "“Library” was created with 4 pages, all drafts." in text_of(response)
    assert [each.title for each in page.get_children()] == [
        "Background",
        "What we propose",
        "What happens next",
    ]
    assert not page.live and page.slug == "library" and page.search_description == ""
    assert page.idea_set is None and not page.is_template


def test_a_template_about_ideas_gives_a_set_of_its_own(top: TemplatesPage, editor: Client) -> None:
    start(editor, NAMES[2], "Parks")
    assert started("Parks").idea_set == IdeaSet.objects.get(name="Parks")
    start(editor, NAMES[2], "Roads", idea_set="none")
    assert started("Roads").idea_set is None
    start(editor, NAMES[0], "Buses", idea_set="new")
    assert started("Buses").idea_set == IdeaSet.objects.get(name="Buses")
    assert IdeaSet.objects.count() == 2


def test_the_choice_names_number_and_purpose_of_each(top: TemplatesPage, editor: Client) -> None:
    words = text_of(editor.get(reverse("consultations:new", args=[site_home().pk])))
    assert "Short survey (1 page)" in words and "A few questions on one page." in words
    assert "Document with feedback on each page (4 pages)" in words


def test_a_title_is_needed_and_a_template(top: TemplatesPage, editor: Client) -> None:
    address = reverse("consultations:new", args=[site_home().pk])
    outside = ConsultationPageFactory()
    for data in ({"template": template(NAMES[0]).pk}, {"template": outside.pk, "title": "No"}):
        assert editor.post(address, {"idea_set": "own", **data}).status_code == 200
    assert not ConsultationPage.objects.filter(title="No").exists()


def test_without_templates_an_editor_is_told_how_to_make_one(editor: Client) -> None:
    address = reverse("consultations:new", args=[site_home().pk])
    assert "choose “Save as template” to make one" in text_of(editor.get(address, follow=True))


def test_consultations_are_started_below_a_front_page_only(
    top: TemplatesPage, editor: Client
) -> None:
    for page in (top, ConsultationPageFactory(), Page.get_first_root_node()):
        assert editor.get(reverse("consultations:new", args=[page.pk])).status_code == 404


def test_a_consultation_is_saved_as_a_template(top: TemplatesPage, editor: Client) -> None:
    source = ConsultationPageFactory(title="Harbour")
    SectionPageFactory(parent=source)
    response = editor.post(
        reverse("consultations:save_as_template", args=[source.pk]),
        {"title": "Like the harbour", "description": "For ports", "idea_set": "none"},
        follow=True,
    )
    assert "The template “Like the harbour” was saved, with 2 pages." in text_of(response)
    saved = template("Like the harbour")
    assert saved.is_template and not saved.live and saved.idea_set is None
    words = text_of(editor.get(reverse("consultations:new", args=[site_home().pk])))
    assert "Like the harbour (2 pages)" in words and "For ports" in words


def test_a_copy_says_what_was_left_out(top: TemplatesPage, editor: Client) -> None:
    source = ConsultationPageFactory(title="Harbour")
    asked = feedback_form(question("idea_picks", "picks", idea_set=source.idea_set_id))
    SectionPageFactory(parent=source, blocks=[asked])
    stock = reverse("wagtailadmin_pages:copy", args=[source.pk])
    address = reverse("consultations:copy", args=[source.pk])
    assert editor.get(stock)["Location"] == address
    response = editor.post(address, {"title": "Twin", "idea_set": "none"}, follow=True)
    words = text_of(response)
    assert "“Twin” is a copy with 2 pages, all drafts." in words
    assert "Left out: 1 choice of an area, theme or idea." in words


def test_a_consultation_without_ideas_is_not_asked_for_a_set(editor: Client) -> None:
    source = ConsultationPageFactory(idea_set=None)
    address = reverse("consultations:copy", args=[source.pk])
    assert "Idea set" not in text_of(editor.get(address))
    editor.post(address, {"title": "Twin"})
    assert ConsultationPage.objects.get(title="Twin").idea_set is None


def test_a_template_is_copied_among_the_templates(top: TemplatesPage, editor: Client) -> None:
    editor.post(
        reverse("consultations:copy", args=[template(NAMES[0]).pk]), {"title": "Longer survey"}
    )
    assert template("Longer survey").is_template


def buttons(client: Client, page: Page) -> set[str]:
    shown = client.get(reverse("wagtailadmin_explore", args=[page.pk]))
    links = BeautifulSoup(shown.content, "html.parser").select("header a, .w-slim-header a")
    return {" ".join(link.get_text().split()) for link in links}


def test_buttons_are_offered_where_they_can_be_used(top: TemplatesPage, editor: Client) -> None:
    source = ConsultationPageFactory()
    reviewer = sign_in("Reviewer")
    assert "New consultation" in buttons(editor, site_home())
    assert "New consultation" not in buttons(reviewer, site_home())
    assert "Save as template" in buttons(editor, source)
    assert "Save as template" not in buttons(reviewer, source)
    assert "Save as template" not in buttons(editor, template(NAMES[0]))
    address = reverse("consultations:new", args=[site_home().pk])
    assert address in editor.get("/admin/").content.decode()
    assert address not in reviewer.get("/admin/").content.decode()


@pytest.mark.parametrize("role", ["Editor", "Publisher", "superuser"])
@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_a_template_is_neither_published_nor_sent(
    top: TemplatesPage, role: str, action: str
) -> None:
    page = SectionPage(title="Chapter", live=False)
    template(NAMES[0]).add_child(instance=page)
    client = sign_in(role)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    content = shown.content.decode()
    assert "action-publish" not in content and "action-submit" not in content
    assert "never sent for review or published" in content
    assert "Add to a release" not in content
    response = edit_page(client, page, action, summary="Changed")
    after = client.get(response["Location"]) if response.status_code == 302 else response
    page = fresh(page)
    assert page.summary == "Changed" and not page.live and not page.workflow_in_progress
    if role != "Editor" or action == "action-submit":
        assert "never sent for review or published" in after.content.decode()


def test_a_new_page_of_a_template_is_not_published(top: TemplatesPage) -> None:
    parent = template(NAMES[0])
    address = reverse("wagtailadmin_pages:add", args=["consultation", "sectionpage", parent.pk])
    client = sign_in("superuser")
    assert "action-publish" not in client.get(address).content.decode()
    form = editor_form(client, SectionPageFactory(), title="Chapter", slug="chapter")
    form["action-publish"] = "action-publish"
    client.post(address, form)
    assert not Page.objects.child_of(parent).exists()
    del form["action-publish"]
    client.post(address, form)
    assert not Page.objects.child_of(parent).get().live


def test_lists_of_consultations_name_no_template(top: TemplatesPage, editor: Client) -> None:
    page = template(NAMES[0])
    page.save_revision(user=get_user_model().objects.get(username="editor"))
    for address in ("/admin/", "/admin/releases/add/", "/admin/review/waiting/"):
        assert NAMES[0] not in editor.get(address).content.decode()
    assert answerable_pages(make_user("Administrator")) == []


def test_no_code_publishes_a_template(top: TemplatesPage) -> None:
    page = template(NAMES[0])
    with pytest.raises(PermissionDenied):
        page.save_revision().publish()
    with pytest.raises(PermissionDenied):
        page.add_child(instance=SectionPage(title="Live", slug="live", live=True))
    assert not top.get_descendants(inclusive=True).live().exists()


def test_a_public_page_is_not_moved_among_the_templates(top: TemplatesPage) -> None:
    client, page = sign_in("superuser"), SectionPageFactory()
    target = template(NAMES[0])
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))
    assert not fresh(page).is_template


def test_guidance_that_is_left_keeps_a_page_from_being_sent(
    top: TemplatesPage, editor: Client
) -> None:
    start(editor, NAMES[0])
    page = started()
    assert missing_fields(page.get_latest_revision_as_object()) == [
        "Body, block 1, Text (replace “[Why you ask, what you already know, and what can still "
        "change …]”)",
        "Body, block 2, Feedback form (replace “[A question with answers to choose …]”; replace "
        "“[The first answer …]”; replace “[The second answer …]”)",
        "Summary (replace “[What this consultation is about, in two or three sentences …]”)",
        "Organisation (replace “[The name of your organisation …]”)",
        "Contact (replace “[An email address and a telephone number …]”)",
        "Privacy text (replace “[How you will use the responses and the personal data in them …]”)",
    ]
    response = edit_page(editor, page, "action-submit")
    assert "Complete or correct these first: Body, block 1, Text" in text_of(response)
    assert not fresh(page).workflow_in_progress
    assert edit_page(editor, page, "", title="Still a draft").status_code == 302
    checks = editor.get(reverse("page_checks", args=[page.pk])).content.decode()
    assert "Replace the text in square brackets: “[The name of your organisation …]”." in checks


def test_a_started_consultation_is_reviewed_as_any_other(
    top: TemplatesPage, editor: Client
) -> None:
    start(editor, NAMES[0])
    page = started()
    words = {"type": "rich_text", "value": "<p>Why we ask, [sic] and […] more.</p>"}
    finished = {"summary": "S", "organisation": "O", "contact": "<p>C</p>", "privacy": "<p>P</p>"}
    draft = page.get_latest_revision_as_object()
    for name, value in finished.items():
        setattr(draft, name, value)
    draft.body = draft.body.stream_block.to_python([words])
    draft.save_revision(user=make_user("Editor", "other"))
    assert missing_fields(fresh(page).get_latest_revision_as_object()) == []
    assert submit(page).current_task_state


def test_the_screen_costs_the_same_for_many_templates(top: TemplatesPage, editor: Client) -> None:
    address = reverse("consultations:new", args=[site_home().pk])
    editor.get(address)
    with CaptureQueriesContext(connection) as few:
        editor.get(address)
    for number in range(10):
        editor.post(
            reverse("consultations:copy", args=[template(NAMES[1]).pk]), {"title": f"T{number}"}
        )
    with CaptureQueriesContext(connection) as many:
        editor.get(address)
    assert len(many) == len(few)
