"""Counts of ideas stay what the responses say, whatever is decided, in any order and at once."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from consultation.pages.blocks import ContentBlock
from consultation.responses.models import IdeaCount, Response, Status
from consultation.responses.results.idea_results import read_results, recount
from consultation.responses.services import change_status, erase
from ideas.deletion import on_purpose
from ideas.models import Idea
from tests.factories import ConsultationPageFactory, feedback_form, make_user, question, reword
from tests.responses.actions import store
from tests.responses.idea_answers import SCALES, answer_about, make_ideas, page_asking

FIELDS = ("consultation_pk", "idea", "kind", "scale", "scale_label", "answer", "role", "number")
STATUSES = (Status.COUNTED, Status.QUARANTINED, Status.EXCLUDED)

Step = Callable[[Response, Any], Any]


def counts() -> list[tuple]:
    assert not IdeaCount.objects.filter(number__lt=0).exists()
    return sorted(IdeaCount.objects.filter(number__gt=0).values_list(*FIELDS))


def assert_counts_are_what_a_recount_finds() -> None:
    kept = counts()
    recount()
    assert counts() == kept


def moved_to(status: Status) -> Step:
    return lambda response, user: change_status([response], status, "A reason", user)


def erased(response: Response, user: Any) -> Any:
    return erase([response], "Asked for it", user)


STEPS: dict[str, Step] = {status.value: moved_to(status) for status in STATUSES} | {
    "erased": erased
}


def stored(page: Page, idea: Idea, chance: random.Random) -> Response:
    """Store an answer to every question about ideas."""
    return store(
        page,
        scoring={idea.code: {"usefulness": chance.randint(1, 5)}},
        judgement={idea.code: {"sound": "Agree", "comment": "Well"}},
        picks=[idea.code],
        role=chance.choice(["Leader", "Analyst", ""]),
    )


@pytest.fixture
def page(db: None) -> Page:
    make_ideas()
    return page_asking("idea_scoring", "idea_judgement", "idea_picks")


# In any order.


@pytest.mark.django_db
@pytest.mark.database
def test_every_order_of_decisions_leaves_what_a_recount_finds(page: Page) -> None:
    user, chance = make_user("superuser"), random.Random(1)
    first, second = Idea.objects.all()
    stored(page, second, chance)
    response = stored(page, first, chance)
    for order in permutations(STEPS):
        with transaction.atomic():
            for number, name in enumerate(order, start=1):
                STEPS[name](response, user)
                assert_counts_are_what_a_recount_finds()
                # An erased response stays erased; otherwise the last decision holds.
                response.refresh_from_db()
                assert response.status == ("erased" if "erased" in order[:number] else name), order
                answered = read_results([first.code])[first.code].answered
                counted = 1 + (response.status == Status.COUNTED)
                assert answered["idea_picks"] == counted, order
            transaction.set_rollback(True)
        response.refresh_from_db()


@pytest.fixture
def in_one_transaction(page: Page) -> Iterator[tuple[Page, Any]]:
    yield page, make_user("superuser")


@pytest.mark.django_db
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from(["new", *STEPS]), st.integers(0, 9), st.booleans()), max_size=15
    )
)
def test_any_story_of_several_responses_leaves_what_a_recount_finds(
    in_one_transaction: tuple[Page, Any], story: list[tuple[str, int, bool]]
) -> None:
    page, user = in_one_transaction
    ideas = list(Idea.objects.all())
    with transaction.atomic():
        responses = [stored(page, ideas[0], random.Random(2))]
        for name, index, second in story:
            if name == "new":
                responses.append(stored(page, ideas[second], random.Random(index)))
            else:
                # As the screen does, which may have been opened before the last decision.
                STEPS[name](responses[index % len(responses)], user)
        assert_counts_are_what_a_recount_finds()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.database
def test_several_at_once_are_counted_each(page: Page) -> None:
    user, chance = make_user("superuser"), random.Random(3)
    first, second = Idea.objects.all()
    responses = [stored(page, first, chance) for _ in range(5)] + [stored(page, second, chance)]
    for status in (Status.EXCLUDED, Status.COUNTED, Status.QUARANTINED, Status.COUNTED):
        assert change_status(responses, status, "All of them", user) in (5, 6)
        assert_counts_are_what_a_recount_finds()
    assert erase(responses[:3], "Asked for it", user) == 3
    assert_counts_are_what_a_recount_finds()
    assert read_results([first.code])[first.code].answered["idea_scoring"] == 2


# While the questions change.


def publish(page: Page, *questions: dict[str, Any]) -> None:
    page.body = ContentBlock().to_python([feedback_form(*questions)])
    page.save_revision().publish()
    page.refresh_from_db()


def scoring(**scale: Any) -> list[dict[str, Any]]:
    scales = [SCALES[0] | scale]
    asked = question("idea_scoring", "scoring", subject="ideas", scales=scales)
    return [asked, question("short_text", "summary"), question("role", "role")]


def reworded_scale(page: Page) -> None:
    publish(page, *scoring(label="Use to us"))


def fewer_points(page: Page) -> None:
    publish(page, *scoring(points=3))


def other_roles(page: Page) -> None:
    consultation = page.get_parent().specific
    consultation.roles = [("option", "Someone else")]
    consultation.save_revision().publish()


def reworded_idea(page: Page) -> None:
    reword(Idea.objects.first(), statement="quite other words")


def retired_idea(page: Page) -> None:
    Idea.objects.first().unpublish()


def no_form(page: Page) -> None:
    page.body = []
    page.save_revision().publish()


def moved(page: Page) -> None:
    page.move(ConsultationPageFactory(), pos="last-child")


def gone(page: Page) -> None:
    with on_purpose("Behind the admin’s back"):
        Page.objects.get(pk=page.pk).delete()


CHANGES = [
    reworded_scale,
    fewer_points,
    other_roles,
    reworded_idea,
    retired_idea,
    no_form,
    moved,
    gone,
]


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("step", [moved_to(Status.EXCLUDED), erased], ids=["excluded", "erased"])
def test_an_answer_is_taken_back_as_it_was_given(
    client: Client, change: Callable[[Page], None], step: Step
) -> None:
    idea, other = make_ideas()
    page = page_asking("idea_scoring")
    kept = answer_about(client, page, **{f"scoring__{other.code}__usefulness": "2"})
    only_kept = counts()
    response = answer_about(client, page, **{f"scoring__{idea.code}__usefulness": "5"})
    both = counts()
    change(page)
    assert counts() == both
    assert_counts_are_what_a_recount_finds()
    user = make_user("superuser")
    step(response, user)
    assert counts() == only_kept
    assert_counts_are_what_a_recount_finds()
    if step is not erased:
        moved_to(Status.COUNTED)(response, user)
        assert counts() == both
    assert kept.status == Status.COUNTED


@pytest.mark.django_db
def test_one_person_who_answers_two_questions_about_an_idea_is_one(client: Client) -> None:
    (idea,) = make_ideas(1)
    page = page_asking("idea_scoring")
    scales = [{"label": "Cost", "low_label": "Low", "high_label": "High", "points": 5}]
    publish(page, *scoring(), question("idea_scoring", "more", subject="ideas", scales=scales))
    answer_about(
        client,
        page,
        **{f"scoring__{idea.code}__usefulness": "5", f"more__{idea.code}__cost": "1"},
    )
    result = read_results([idea.code])[idea.code]
    assert result.number == 1
    assert {scale.label: dict(scale.counts) for scale in result.scales} == {
        "Usefulness": {"5": 1},
        "Cost": {"1": 1},
    }
    assert_counts_are_what_a_recount_finds()


# At once.


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_many_who_decide_at_once_leave_what_a_recount_finds() -> None:
    first, second = make_ideas()
    page = page_asking("idea_scoring", "idea_judgement", "idea_picks")
    user, start = make_user("superuser"), random.Random(4)
    responses = [stored(page, start.choice([first, second]), start) for _ in range(6)]

    def decide(number: int) -> None:
        chance = random.Random(number)
        try:
            for _ in range(6):
                chosen = chance.sample(responses, 2)
                name = chance.choice(["new", "count", *STEPS])
                if name == "new":
                    stored(page, chance.choice([first, second]), chance)
                elif name == "count":
                    recount()
                elif name == "erased":
                    erase(chosen[:1], "Asked for it", user)
                else:
                    change_status(chosen, Status(name), "A reason", user)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(decide, range(6)))
    assert Response.objects.exclude(status=Status.COUNTED).exists()
    assert Response.objects.count() > len(responses)
    assert_counts_are_what_a_recount_finds()


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_two_who_decide_about_several_do_not_wait_for_each_other_in_a_circle() -> None:
    """One comes from the first idea to the second, the other from the second to the first."""
    first, second = make_ideas()
    page = page_asking("idea_scoring")
    user = make_user("superuser")
    responses = [
        store(page, scoring={idea.code: {"usefulness": 3}}, role="Leader")
        for idea in (first, second, second, first)
    ]

    def decide(mine: list[Response]) -> None:
        try:
            for _ in range(20):
                change_status(mine, Status.EXCLUDED, "A reason", user)
                change_status(mine, Status.COUNTED, "A reason", user)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(decide, [responses[:2], responses[2:]]))
    assert_counts_are_what_a_recount_finds()
