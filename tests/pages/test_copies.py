"""A consultation copied whole: what was written comes along, what was received does not."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale, Page, PageLogEntry
from wagtail_footnotes.models import Footnote

from consultation.common.drafts import publish_new
from consultation.pages.copies import ConsultationCopy, IdeaSetChoice, copy_consultation
from consultation.pages.models import (
    ConsultationPage,
    OutcomePage,
    PublicDates,
    SectionPage,
    ThemePage,
)
from consultation.responses.models import FormVersion, LedgerEntry, Response
from ideas.models import Idea, IdeaSet
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    OutcomePageFactory,
    SectionPageFactory,
    ThemePageFactory,
    answer,
    feedback_form,
    make_user,
    outcome,
    question,
    redraft,
    site_home,
    templates_page,
)
from tests.releases.actions import approve, fresh, submit
from tests.responses.actions import list_rows, sign_in
from tests.responses.test_all_responses import exported

pytestmark = pytest.mark.django_db

FORM = feedback_form(question("short_text", "summary", "In short"))


@pytest.fixture
def source() -> ConsultationPage:
    return ConsultationPageFactory(
        title="Harbour",
        closes_at=timezone.now() + timedelta(days=9),
        retention_months=7,
        roles=[("option", "Sailor")],
        reflections=[("option", "Aye")],
    )


@pytest.fixture
def editor() -> Any:
    return make_user("Editor")


def copied(source: Page, user: Any, idea_set: str = IdeaSetChoice.SHARE) -> ConsultationCopy:
    return copy_consultation(
        fresh(source), parent=site_home(), title="Library", user=user, idea_set=idea_set
    )


def link_to(page: Page, words: str = "there", anchor: str = "") -> str:
    place = f' anchor="{anchor}"' if anchor else ""
    return f'<a linktype="page" id="{page.pk}"{place}>{words}</a>'


def text(html: str) -> dict[str, Any]:
    return {"type": "rich_text", "value": f"<p>{html}</p>"}


def below(copy: ConsultationCopy, model: type[Page] = SectionPage) -> list[Any]:
    return list(model.objects.descendant_of(copy.page).order_by("path"))


def test_every_page_is_copied_as_a_draft_of_its_editor(
    source: ConsultationPage, editor: Any, client: Client
) -> None:
    chapter = SectionPageFactory(parent=source, title="Chapter")
    SectionPageFactory(parent=chapter, title="Part", blocks=[FORM])
    copy = copied(source, editor)
    page = ConsultationPage.objects.get(pk=copy.page.pk)
    assert (copy.pages, page.title, page.slug, page.owner) == (3, "Library", "library", editor)
    assert [each.title for each in below(copy)] == ["Chapter", "Part"]
    for each in page.get_descendants(inclusive=True):
        assert not each.live and each.first_published_at is None
        assert each.latest_revision.user == editor
        assert client.get(each.get_url()).status_code == 404
    assert below(copy)[1].body[0].value["questions"][0].value["label"] == "In short"


def test_settings_come_along_and_dates_do_not(source: ConsultationPage, editor: Any) -> None:
    source.go_live_at = timezone.now() + timedelta(days=1)
    source.locked = True
    source.save()
    source.save_revision()
    page = copied(source, editor).page.get_latest_revision_as_object()
    assert (page.own_roles, page.own_reflections) == (("Sailor",), ("Aye",))
    assert (page.privacy, page.retention_months) == (source.privacy, 7)
    assert (page.closes_at, page.go_live_at, page.locked) == (None, None, False)
    assert not PublicDates.objects.filter(consultation=page.pk).exists()


def test_a_copy_is_of_the_newest_drafts(source: ConsultationPage, editor: Any) -> None:
    page = SectionPageFactory(parent=source, summary="As published")
    redraft(page, summary="As drafted")
    assert below(copied(source, editor))[0].summary == "As drafted"


def test_nothing_that_was_received_comes_along(
    source: ConsultationPage, editor: Any, client: Client
) -> None:
    page = SectionPageFactory(parent=source, blocks=[FORM])
    answer(client, page, summary="Yes")
    submit(redraft(page, summary="In review").content_object)
    copy = copied(source, editor)
    new = below(copy)[0]
    assert not new.current_workflow_state
    assert not Response.objects.filter(page=new).exists()
    assert not FormVersion.objects.filter(page_pk=new.pk).exists()
    assert not LedgerEntry.objects.filter(consultation_pk=copy.page.pk).exists()


def test_answers_of_the_two_stay_apart(
    source: ConsultationPage, editor: Any, client: Client
) -> None:
    page = SectionPageFactory(parent=source, blocks=[FORM])
    copy = copied(source, editor)
    new = below(copy)[0]
    for each in (copy.page, new):
        approve(each)
    answer(client, page, summary="About the harbour")
    answer(client, fresh(new), summary="About the library")
    found = dict(Response.objects.values_list("consultation_pk", "page_id"))
    assert found == {source.pk: page.pk, copy.page.pk: new.pk}
    analyst = sign_in("Analyst")
    summaries = {source.pk: ["About the harbour"], copy.page.pk: ["About the library"]}
    for pk, own in summaries.items():
        rows = exported(analyst, f"&consultation={pk}")
        assert [row["In short"] for row in rows] == own
    for each, own in ((page, "About the harbour"), (new, "About the library")):
        assert [row["In short"] for row in list_rows(analyst, each)] == [own]


def test_a_copy_of_what_is_public_still_needs_a_review(
    source: ConsultationPage, editor: Any
) -> None:
    copy = copied(source, editor)
    state = submit(copy.page, by=editor.username)
    task = state.current_task_state.specific
    assert task.task.specific.on_action(task, editor, "approve").endswith("/own_change/")
    assert not fresh(copy.page).live


def test_links_within_a_copy_lead_to_the_copy(source: ConsultationPage, editor: Any) -> None:
    outside = SectionPageFactory(parent=ConsultationPageFactory(), title="Outside")
    other = SectionPageFactory(parent=source, title="Other")
    note = f"Note, {link_to(other)}"
    page = SectionPageFactory(
        parent=source,
        blocks=[
            text(f"{link_to(other, '<b>here</b>')}, {link_to(outside)}, {link_to(source)}"),
            {"type": "details", "value": {"items": [{"summary": "S", "text": link_to(other)}]}},
        ],
    )
    page.footnotes.add(Footnote(uuid=uuid4(), text=note))
    page.save_revision().publish()
    copy = copied(source, editor)
    new_other, new = below(copy)
    for version in (new, new.get_latest_revision_as_object()):
        words = version.body[0].value.source
        assert link_to(new_other, "<b>here</b>") in words
        assert link_to(outside) in words
        assert link_to(copy.page) in words
        assert version.body[1].value["items"][0]["text"].source == link_to(new_other)
        assert [each.text for each in version.footnotes.all()] == [f"Note, {link_to(new_other)}"]
    assert fresh(page).footnotes.get().text == note


def test_outcomes_are_left_out_with_what_leads_to_them(
    source: ConsultationPage, editor: Any
) -> None:
    told = OutcomePageFactory(parent=source)
    SectionPageFactory(parent=told)
    SectionPageFactory(parent=source, blocks=[text(f"See {link_to(told, 'this')}."), outcome()])
    copy = copied(source, editor)
    assert not below(copy, OutcomePage)
    assert [block.value.source for block in below(copy)[0].body] == ["<p>See this.</p>"]
    assert copy.left_out == [
        "2 pages of the outcome",
        "1 block “We asked, you said, we did”",
        "1 link to a page that was left out",
    ]


@pytest.fixture
def idea(source: ConsultationPage) -> Idea:
    """An idea that a theme page, a question, a block and a link of the source name."""
    idea = IdeaFactory()
    theme_page = ThemePageFactory(parent=source, theme=idea.theme)
    asked = question("idea_picks", "picks", ideas=[idea.pk], idea_set=source.idea_set_id)
    ideas = {"type": "idea_list", "value": {"theme": idea.theme_id, "title": "Some"}}
    words = text(link_to(theme_page, anchor=idea.anchor))
    SectionPageFactory(parent=source, blocks=[words, ideas, feedback_form(asked)])
    return idea


def test_the_idea_set_is_shared(source: ConsultationPage, editor: Any, idea: Idea) -> None:
    copy = copied(source, editor)
    assert copy.page.idea_set_id == source.idea_set_id
    (theme_page,) = below(copy, ThemePage)
    (page,) = below(copy)
    assert theme_page.theme == idea.theme
    assert page.body[2].value["questions"][0].value["ideas"][0] == idea
    assert IdeaSet.objects.count() == 1 and not copy.left_out


def test_the_idea_set_is_copied(source: ConsultationPage, editor: Any, idea: Idea) -> None:
    copy = copied(source, editor, IdeaSetChoice.COPY)
    new_set = IdeaSet.objects.get(name="Library")
    new_idea = Idea.objects.in_set(new_set.pk).get()
    assert copy.page.idea_set_id == new_set.pk
    (theme_page,) = below(copy, ThemePage)
    (page,) = below(copy)
    assert theme_page.theme == new_idea.theme
    for version in (page, page.get_latest_revision_as_object()):
        asked = version.body[2].value["questions"][0].value
        assert (asked["ideas"][0], asked["idea_set"]) == (new_idea, new_set)
        assert version.body[1].value["theme"] == new_idea.theme
        assert link_to(theme_page, anchor=new_idea.anchor) in version.body[0].value.source
    assert not new_idea.live and not copy.left_out


@pytest.mark.parametrize("choice", [IdeaSetChoice.NONE, IdeaSetChoice.NEW])
def test_without_the_set_what_names_its_ideas_is_left_out(
    source: ConsultationPage, editor: Any, idea: Idea, choice: str
) -> None:
    copy = copied(source, editor, choice)
    new_set = IdeaSet.objects.filter(name="Library").first()
    assert copy.page.idea_set == new_set
    assert bool(new_set) == (choice == IdeaSetChoice.NEW)
    assert not below(copy, ThemePage)
    (page,) = below(copy)
    asked = page.body[2].value["questions"][0].value
    assert (list(asked["ideas"]), asked["idea_set"]) == ([], new_set)
    assert page.body[1].value["theme"] is None
    assert page.body[0].value.source == "<p>there</p>"
    assert copy.left_out[0] == "1 page about a theme"
    assert copy.left_out[-1] == "1 link to a page that was left out"


def test_ideas_of_another_set_that_a_block_names_stay(
    source: ConsultationPage, editor: Any
) -> None:
    other = IdeaSet.objects.create(name="Other")
    ideas = {"type": "idea_overview", "value": {"idea_set": other.pk}}
    SectionPageFactory(parent=source, blocks=[ideas])
    for choice in (IdeaSetChoice.COPY, IdeaSetChoice.NONE):
        assert below(copied(source, editor, choice))[0].body[0].value["idea_set"] == other


def test_copies_of_one_title_have_addresses_of_their_own(
    source: ConsultationPage, editor: Any
) -> None:
    assert [copied(source, editor).page.slug for _ in range(2)] == ["library", "library-1"]


def test_a_copy_takes_the_language_of_its_front_page(source: ConsultationPage, editor: Any) -> None:
    SectionPageFactory(parent=source)
    welsh = Locale.objects.create(language_code="cy")
    home = site_home().copy_for_translation(welsh)
    copy = copy_consultation(fresh(source), parent=home, title="Llyfrgell", user=editor)
    assert {page.locale for page in copy.page.get_descendants(inclusive=True)} == {welsh}
    saved = copy_consultation(copy.page, parent=templates_page(), title="Templed", user=editor)
    assert {page.locale for page in saved.page.get_descendants(inclusive=True)} == {welsh}


def test_the_history_says_where_a_page_came_from(source: ConsultationPage, editor: Any) -> None:
    copy = copied(source, editor)
    actions = PageLogEntry.objects.filter(page=copy.page.pk).values_list("action", "user")
    assert set(actions) == {("wagtail.create", editor.pk), ("wagtail.copy", editor.pk)}


def test_a_copy_of_many_pages_costs_a_fixed_number_of_queries_each(
    source: ConsultationPage, editor: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def cost(pages: int) -> int:
        added = [
            source.add_child(
                instance=SectionPage(title=f"P{pages} {number}", live=False, body=[FORM])
            )
            for number in range(pages)
        ]
        publish_new(added, {})
        with django_assert_max_num_queries(10_000) as counted:
            copied(source, editor)
        return len(counted)

    cost(1)
    few, many = cost(1), cost(10)
    assert (many - few) / 10 <= 70
