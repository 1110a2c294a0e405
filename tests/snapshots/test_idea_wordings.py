"""What a draft of an idea, a theme or an answer list changes in the forms that ask about it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.pages.models import ConsultationPage, SectionPage
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    question,
    redraft,
    reword,
)
from tests.responses.actions import store
from tests.snapshots.drafts import answer_list, asking, draft, question_changes, told

pytestmark = pytest.mark.django_db

SCALES = [{"label": "Usefulness", "low_label": "Low", "high_label": "High", "points": 5}]


def page_asking(*kinds: str, parent: Any = None) -> SectionPage:
    values: dict[str, dict[str, Any]] = {
        "idea_scoring": {"subject": "ideas", "scales": SCALES},
        "theme_scoring": {"subject": "themes", "scales": SCALES},
        "idea_judgement": {"comments": True},
        "idea_picks": {"at_most": None},
    }
    form = feedback_form(
        *(question(kind.replace("theme", "idea"), kind, **values[kind]) for kind in kinds)
    )
    return SectionPageFactory(blocks=[form], **({"parent": parent} if parent else {}))


def test_a_reworded_idea_with_the_responses_that_judged_it() -> None:
    idea, other = IdeaFactory(statement="what works", code="it"), IdeaFactory(code="other")
    page = page_asking("idea_scoring", "idea_judgement")
    store(page, idea_scoring={idea.code: {"usefulness": 3}})
    store(page, idea_judgement={idea.code: {"true": "Agree"}, other.code: {"true": "Agree"}})
    store(page, idea_scoring={other.code: {"usefulness": 3}})
    redraft(idea, statement="what never worked")
    changes = question_changes(idea)
    assert told(changes) == [("“Share what works” now reads “Share what never worked”.", 2)]
    assert changes.answered == 2


def test_a_choice_counts_everyone_who_chose_any() -> None:
    idea, other = IdeaFactory(code="it"), IdeaFactory(code="other")
    page = page_asking("idea_picks")
    store(page, idea_picks=[other.code])
    redraft(idea, statement="something else")
    assert question_changes(idea).answered == 1


def test_only_those_who_judged_the_wording_that_goes_count() -> None:
    idea = IdeaFactory(statement="first")
    page = page_asking("idea_scoring")
    store(page, idea_scoring={idea.code: {"usefulness": 3}})
    reword(idea, statement="second")
    store(page, idea_scoring={idea.code: {"usefulness": 4}})
    store(page, idea_scoring={idea.code: {"usefulness": 5}})
    redraft(idea, statement="third")
    assert told(question_changes(idea)) == [("“Share second” now reads “Share third”.", 2)]
    redraft(idea, statement="first")
    assert question_changes(idea).answered == 2


def test_an_idea_whose_wording_stays_changes_nothing() -> None:
    idea = IdeaFactory()
    store(page_asking("idea_scoring"), idea_scoring={idea.code: {"usefulness": 3}})
    redraft(idea, description="<p>More about it.</p>")
    assert not question_changes(idea)


def test_an_idea_that_no_one_saw_yet_changes_nothing() -> None:
    assert not question_changes(IdeaFactory(live=False))


def test_an_idea_taken_off_is_compared_with_its_last_wording() -> None:
    idea = IdeaFactory(statement="first")
    page = page_asking("idea_scoring")
    store(page, idea_scoring={idea.code: {"usefulness": 3}})
    idea.unpublish()
    redraft(idea, statement="second")
    assert told(question_changes(idea)) == [("“Share first” now reads “Share second”.", 1)]


def test_a_theme_that_was_scored() -> None:
    theme = ThemeFactory(title="Ways in")
    IdeaFactory(theme=theme)
    page = page_asking("theme_scoring")
    store(page, theme_scoring={f"theme-{theme.code}": {"usefulness": 3}})
    redraft(theme, title="Ways out")
    assert told(question_changes(theme)) == [("“Ways in” now reads “Ways out”.", 1)]


def test_an_idea_with_a_code_that_begins_another_is_not_taken_for_it() -> None:
    idea, longer = IdeaFactory(code="it"), IdeaFactory(code="it-2")
    page = page_asking("idea_scoring")
    store(page, idea_scoring={longer.code: {"usefulness": 3}})
    redraft(idea, statement="something else")
    assert question_changes(idea).answered == 0


def test_a_page_draft_shows_ideas_as_they_will_be_when_it_alone_is_published() -> None:
    idea = IdeaFactory(statement="first")
    page = page_asking("idea_scoring")
    redraft(idea, statement="second")
    draft(page, asking("New?"))
    (removed, _) = question_changes(page).changes[::-1]
    assert "idea_scoring" in removed.key
    draft(page, *page.body.get_prep_value()[0]["value"]["questions"], asking("New?"))
    assert [change.sentence for change in question_changes(page).changes] == [
        "Added: “New?” (a line of text)."
    ]


@pytest.fixture
def consultation() -> ConsultationPage:
    return ConsultationPageFactory(
        roles=answer_list("roles", ["Nurse", "Teacher"]),
        reflections=answer_list("reflections", ["I like it", "Other"]),
    )


def page_with_role(consultation: ConsultationPage, *more: dict) -> SectionPage:
    form = feedback_form(question("role", "who", "Your role"), *more)
    return SectionPageFactory(parent=consultation, blocks=[form])


def redraft_page(page: Any, **fields: Any) -> None:
    item = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(item, name, value)
    item.save_revision()


def test_an_answer_list_changes_every_form_that_uses_it(consultation: ConsultationPage) -> None:
    pages = [page_with_role(consultation) for _ in range(2)]
    SectionPageFactory(parent=consultation, blocks=[feedback_form(asking("No role?"))])
    page_with_role(ConsultationPageFactory())
    for page in (*pages, pages[0]):
        store(page, who="Nurse")
    store(pages[0], other="No role given")
    redraft_page(consultation, roles=answer_list("roles", ["Nurse", "Judge", "Teacher"]))
    changes = question_changes(consultation)
    assert told(changes) == [("The list of roles also offers “Judge”.", 3)]
    assert changes.answered == 3


def test_an_answer_list_in_another_order_parts_nothing(consultation: ConsultationPage) -> None:
    store(page_with_role(consultation), who="Nurse")
    redraft_page(consultation, roles=answer_list("roles", ["Teacher", "Nurse"]))
    changes = question_changes(consultation)
    assert told(changes) == [("The order of the list of roles changes: “Teacher” and “Nurse”.", 0)]
    assert changes.answered == 0


def test_both_lists_and_the_consultations_own_form(consultation: ConsultationPage) -> None:
    publish(consultation, question("role", "who", "Your role"), asking("What?"))
    store(consultation, who="Nurse", what="Tools")
    store(page_with_role(consultation, question("reflection", "how")), who="Nurse", how="Other")
    draft(
        consultation,
        question("role", "who", "Your role"),
        asking("What else?"),
        roles=answer_list("roles", ["Nurse"]),
        reflections=answer_list("reflections", ["I like it", "Other", "Neither"]),
    )
    changes = question_changes(consultation)
    assert told(changes) == [
        ("“What?” now reads “What else?”", 1),
        ("The list of roles no longer offers “Teacher”.", 2),
        ("The list of reflections also offers “Neither”.", 1),
    ]
    assert changes.answered == 2


def publish(page: Any, *questions: dict) -> None:
    draft(page, *questions).publish()
    page.refresh_from_db()


def test_more_forms_take_no_more_queries(consultation: ConsultationPage) -> None:
    store(page_with_role(consultation), who="Nurse")
    redraft_page(consultation, roles=answer_list("roles", ["Nurse"]))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert question_changes(consultation)
        return len(captured)

    with_one = queries()
    for _ in range(9):
        store(page_with_role(consultation), who="Nurse")
    assert queries() == with_one
