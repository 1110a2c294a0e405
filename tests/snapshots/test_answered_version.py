"""A response opens the page as its author saw it, text and questions, whatever came after."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail_footnotes.models import Footnote

from consultation.pages.models import ConsultationPage, SectionPage
from consultation.responses.models import Response
from ideas.deletion import on_purpose
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    answer,
    open_form,
    post_answer,
    question,
    reword,
)
from tests.responses.actions import sign_in
from tests.snapshots.drafts import answer_list, asking
from tests.snapshots.versions import body, day, opened, publish, url_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    """Return a page that was published on the first day."""
    with day(1):
        consultation = ConsultationPageFactory(title="The plan", privacy="<p>Kept safe.</p>")
        return SectionPageFactory(
            parent=consultation, title="First title", blocks=body("First text.")
        )


def test_text_and_questions_are_those_of_then(client: Client, page: SectionPage) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    with day(3):
        publish(page, body("Second text.", asking("What did we forget?")), title="Second title")
    screen = opened(response)
    assert words(screen, "h1") == "First title"
    text = words(screen, "main")
    assert "First text." in text
    assert "Second text." not in text
    assert words(screen, "#feedback label") == "What is missing? (optional)"
    assert screen.select_one("#feedback input[name=what]")["value"] == "Tools"  # type: ignore[index]


def test_it_says_which_version_it_is_and_that_nothing_can_be_sent(
    client: Client, page: SectionPage
) -> None:
    with travel("2026-03-04 10:00:00+00:00"):
        publish(page)
        response = answer(client, page, what="Tools")
    screen = opened(response)
    banner = words(screen, ".shown-again")
    assert f"the version of the page that response {response.reference_text} answered" in banner
    assert "Wednesday 4 March 2026 at 10:00am" in banner
    assert "You cannot send anything from here." in banner
    back = screen.select_one(".shown-again__back a")
    assert back is not None
    assert back["href"] == reverse("responses:read", args=[response.pk])
    assert not screen.select("main form, .shown-again form")
    for control in screen.select("main input, main textarea, main select, main button"):
        assert control.find_parent("fieldset", disabled=True)
    assert not screen.select("[name=form_token], [name=further_notes]")


def test_a_response_to_a_version_that_was_replaced_while_it_was_written(
    client: Client, page: SectionPage
) -> None:
    overview = {"type": "idea_overview", "value": {"title": "Ideas"}}
    with day(2):
        idea = IdeaFactory(statement="first words")
        publish(
            page, [{"type": "idea_overview", "value": {"title": "Ideas"}}, *body("First text.")]
        )
        fields = open_form(client, SectionPage.objects.get(pk=page.pk), seconds_ago=600)
    with day(3):
        reword(idea, statement="second words")
        publish(page, [overview, *body("Second.")])
        assert post_answer(client, page, fields | {"what": "Tools"}).status_code == 303
    screen = opened(Response.objects.get())
    text = words(screen, "main")
    assert "First text." in text
    assert "first words" in text
    assert "second words" not in text


def roles(*names: str) -> Any:
    return answer_list("roles", names)


def test_answer_lists_dates_and_texts_of_the_consultation_are_those_of_then(
    client: Client, page: SectionPage
) -> None:
    consultation = page.consultation
    with day(2):
        publish(consultation, roles=roles("Nurse", "Teacher"))
        publish(page, body("Text.", question("role", "who", "Your role")))
    with day(3):
        response = answer(client, page, who="Nurse")
    with day(4):
        publish(
            consultation,
            title="Another plan",
            roles=roles("Pilot"),
            privacy="<p>Sold to anyone.</p>",
            closes_at=timezone.now() + timedelta(hours=1),
        )
    screen = opened(response)
    options = [each.get_text() for each in screen.select("#feedback select[name=who] option")]
    assert options == ["Select one", "Nurse", "Teacher"]
    assert words(screen, "#feedback select[name=who] option[selected]") == "Nurse"
    assert "The plan" in words(screen, ".trail")
    assert "Another plan" not in words(screen)
    assert "Kept safe." in words(screen, ".shown-again")
    assert "Sold to" not in words(screen)
    state = words(screen, ".state-notice")
    assert state == "Open Open for responses"


def test_an_answer_on_its_way_at_the_closing_shows_the_form_as_it_was_opened(
    client: Client, page: SectionPage
) -> None:
    with day(2):
        publish(page.consultation, closes_at=timezone.now() + timedelta(minutes=5))
        fields = open_form(client, page, seconds_ago=0)
        with travel(timezone.now() + timedelta(minutes=6)):
            post_answer(client, page, fields | {"what": "Tools"})
    response = Response.objects.get()
    assert response.after_closing
    assert words(opened(response), ".state-notice").startswith("Open Open until")


def test_the_first_page_of_a_consultation_is_shown_as_it_was(client: Client) -> None:
    with day(1):
        consultation = ConsultationPageFactory(
            organisation="The first body", privacy="<p>Kept safe.</p>", blocks=body("Text.")
        )
    with day(2):
        response = answer(client, consultation, what="Tools")
    with day(3):
        publish(
            consultation,
            organisation="The second body",
            privacy="<p>Sold.</p>",
            closes_at=timezone.now() + timedelta(days=30),
        )
        publish(consultation, closes_at=timezone.now() + timedelta(days=1))
    screen = opened(response)
    assert "Consultation by The first body" in words(screen, ".hero")
    assert "Kept safe." in words(screen, ".about")
    assert words(screen, ".state-notice") == "Open Open for responses"
    assert "Sold" not in words(screen)
    assert not screen.select("#_dates")


def test_footnotes_are_those_of_then(client: Client, page: SectionPage) -> None:
    number = "11111111-1111-4111-8111-111111111111"
    mark = f'Text<footnote id="{number}">[1]</footnote>'
    with day(2):
        publish(page, body(mark), footnotes=[Footnote(uuid=number, text="<p>First note.</p>")])
        response = answer(client, page, what="Tools")
    with day(3):
        publish(page, body(mark), footnotes=[Footnote(uuid=number, text="<p>Second note.</p>")])
    notes = words(opened(response), ".footnotes")
    assert "First note." in notes
    assert "Second note." not in notes


@pytest.mark.parametrize("moved", [False, True])
def test_a_page_renamed_and_moved_is_shown_in_its_old_place(
    client: Client, page: SectionPage, moved: bool
) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    with day(3):
        old = page.get_parent()
        publish(old.specific, title="Renamed plan")
        elsewhere = SectionPageFactory(parent=ConsultationPageFactory(title="Elsewhere"))
        if moved:
            Page.objects.get(pk=page.pk).move(Page.objects.get(pk=elsewhere.pk), pos="last-child")
        publish(page, title="Renamed page", slug="renamed")
    screen = opened(response)
    if moved:
        assert "The page has been moved since" in words(screen, ".shown-again")
    else:
        assert words(screen, ".trail").endswith("The plan")
    assert "Elsewhere" not in words(screen)
    assert "Renamed" not in words(screen, "main")
    assert words(screen, "h1") == "First title"


def test_a_page_above_that_was_taken_off_or_not_public_yet(client: Client) -> None:
    with day(1):
        consultation = ConsultationPageFactory(title="The plan")
        chapter = SectionPageFactory(parent=consultation, title="Chapter")
        hidden = SectionPageFactory(parent=chapter, title="Hidden", live=False)
        page = SectionPageFactory(parent=hidden, blocks=body("Text."))
    with day(2):
        response = answer(client, page, what="Tools")
    with day(3):
        publish(hidden)
        Page.objects.get(pk=chapter.pk).unpublish()
    screen = opened(response)
    assert words(screen, ".trail").endswith("The plan Chapter")
    links = [link.get_text() for link in screen.select(".trail a")]
    assert "The plan" in links
    assert "Chapter" not in links, "no one finds it any more"


def test_an_unpublished_page_still_opens(client: Client, page: SectionPage) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    with day(3):
        Page.objects.get(pk=page.pk).unpublish()
        Page.objects.get(pk=page.consultation.pk).unpublish()
    screen = opened(response)
    assert "First text." in words(screen, "main")
    assert words(screen, ".state-notice") == "Open Open for responses"


def test_a_private_page_opens_for_users_who_read_responses(
    client: Client, page: SectionPage
) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="word"
    )
    assert "First text." in words(opened(response), "main")


def test_a_deleted_page_tells_what_is_known(client: Client, page: SectionPage) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    # In the admin it would be refused.
    with on_purpose("Behind the admin’s back"):
        SectionPage.objects.get(pk=page.pk).delete()
    screen = opened(response)
    assert "The page and its versions have been deleted" in words(screen, "main")
    assert words(screen, "h1") == "First title"
    assert response.page_path in words(screen, ".answered-facts")
    assert "What is missing?" in words(screen, "#feedback, .feedback")
    assert screen.select_one("input[name=what]")["value"] == "Tools"  # type: ignore[index]
    assert "can no longer be shown" in words(screen, ".shown-again")


def test_a_deleted_consultation_leaves_the_page_readable(client: Client, page: SectionPage) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    Response.objects.update(consultation_pk=999_999)
    screen = opened(response)
    assert "First text." in words(screen, "main")
    assert "The consultation has been deleted" in words(screen, ".shown-again")


def test_a_version_whose_content_cannot_be_read_tells_what_is_known(
    client: Client, page: SectionPage
) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    revision = response.page_revision
    content = {**revision.content, "first_published_at": "no time"}
    Revision.objects.filter(pk=revision.pk).update(content=content)
    screen = opened(response)
    assert "cannot be shown" in words(screen, "main")
    assert screen.select_one("input[name=what]")["value"] == "Tools"  # type: ignore[index]


def test_without_a_noted_version_the_one_that_was_public_is_shown(
    client: Client, page: SectionPage
) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    with day(3):
        publish(page, body("Second text."))
    Response.objects.update(page_revision=None)
    screen = opened(response)
    assert "First text." in words(screen, "main")
    assert "The version shown was not recorded" in words(screen, ".shown-again")


def test_an_example_older_than_its_page_shows_the_page_as_it_came_out(
    client: Client, page: SectionPage
) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    Response.objects.update(submit_time=timezone.now() - timedelta(days=99), source="example")
    screen = opened(response)
    assert "First text." in words(screen, "main")
    assert "The plan" in words(screen, ".trail")
    assert "its author may never have seen the page" in words(screen, ".shown-again")


def test_a_page_made_without_versions_tells_what_is_known(client: Client) -> None:
    page = SectionPageFactory(live=False, blocks=body("Text."))
    Page.objects.filter(pk=page.pk).update(live=True)
    response = answer(client, page, what="Tools")
    screen = opened(response)
    assert "No version of the page was stored" in words(screen, "main")
    assert "What is missing?" in words(screen, ".feedback")


def test_an_alias_shows_the_version_of_its_page(client: Client, page: SectionPage) -> None:
    with day(2):
        page.create_alias(update_slug="the-same")
        alias = SectionPage.objects.get(slug="the-same")
        response = answer(client, alias, what="Tools")
    with day(3):
        publish(page, body("Second text."))
    text = words(opened(response), "main")
    assert "First text." in text
    assert "Second text." not in text


def test_a_copy_of_the_page_changes_nothing(client: Client, page: SectionPage) -> None:
    with day(2):
        response = answer(client, page, what="Tools")
    with day(3):
        copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"})
        publish(copy, body("Text of the copy."))
    assert "First text." in words(opened(response), "main")


def test_an_erased_response_shows_the_page_without_answers(
    client: Client, page: SectionPage
) -> None:
    with day(2):
        response = answer(client, page, what="A secret")
    administrator = sign_in("Administrator")
    administrator.post(
        f"{reverse('responses:erase')}?selected-submissions={response.pk}", {"reason": "Asked"}
    )
    response.refresh_from_db()
    assert response.status == "erased"
    screen = opened(response)
    assert "The answers have been erased." in words(screen, ".shown-again")
    assert "secret" not in str(screen)
    assert "First text." in words(screen, "main")


def test_figures_of_today_are_named_as_such(client: Client, page: SectionPage) -> None:
    with day(2):
        publish(page, [{"type": "idea_results", "value": {"title": "Figures"}}, *body("Text.")])
        response = answer(client, page, what="Tools")
    assert "The figures are current." in words(opened(response), ".shown-again")


def test_a_list_of_other_pages_is_left_out(client: Client, page: SectionPage) -> None:
    with day(2):
        SectionPageFactory(parent=page.consultation, title="Another chapter")
        response = answer(client, page, what="Tools")
    screen = opened(response)
    assert "Another chapter" not in words(screen)
    assert "The list of other pages is left out." in words(screen, ".shown-again")


def test_every_type_of_question_shows_its_answer(client: Client) -> None:
    page = SectionPageFactory(
        blocks=body(
            "Text.",
            question("short_text", "short"),
            question("long_text", "long"),
            question("single_choice", "single", options=["A", "B"], display="radios"),
            question("several_choices", "several", options=["C", "D", "E"]),
            question("rating", "rated", points=5, low_label="Low", high_label="High"),
            question("number", "number", whole=False),
            question("date", "date"),
            question("email", "email"),
            question("consent", "consent"),
        )
    )
    answers = {
        "short": "One <b>line</b>",
        "long": "Two\nlines",
        "single": "B",
        "several": ["C", "E"],
        "rated": "4",
        "number": "1.5",
        "date": "2026-11-23",
        "email": "a@example.org",
        "consent": "on",
    }
    form = opened(answer(client, page, **answers)).select_one("#feedback")
    assert form is not None

    def values(name: str, selector: str = "input") -> list[Any]:
        return [each.get("value") for each in form.select(f"{selector}[name={name}]")]

    def ticked(name: str) -> list[Any]:
        return [each.get("value") for each in form.select(f"input[name={name}][checked]")]

    assert values("short") == ["One <b>line</b>"]
    assert form.select_one("textarea[name=long]").get_text().strip() == "Two\nlines"  # type: ignore[union-attr]
    assert ticked("single") == ["B"]
    assert ticked("several") == ["C", "E"]
    assert ticked("rated") == ["4"]
    assert values("number") == ["1.5"]
    assert values("date") == ["2026-11-23"]
    assert values("email") == ["a@example.org"]
    assert len(ticked("consent")) == 1


def test_the_response_leads_to_its_page(client: Client, page: SectionPage) -> None:
    screen = sign_in("Analyst").get(
        reverse("responses:read", args=[answer(client, page, what="Tools").pk])
    )
    links = BeautifulSoup(screen.content, "html.parser").select("main a")
    assert url_of(Response.objects.get()) in [link["href"] for link in links]


def test_all_of_the_consultation_page_is_asked_for_where_it_is_its_own(client: Client) -> None:
    consultation = ConsultationPageFactory(blocks=body("Text."))
    screen = opened(answer(client, consultation, what="Tools"))
    assert isinstance(consultation, ConsultationPage)
    assert "How your answers are used" not in words(screen, ".shown-again")
