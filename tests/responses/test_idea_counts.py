"""What is counted of answers about ideas, and when it stops counting."""

import pytest
from django.test import Client
from django.urls import reverse

from consultation.responses.models import IdeaCount, Response, Status
from consultation.responses.results.idea_results import read_results, recount
from tests.factories import make_user
from tests.responses.idea_answers import answer_about, make_ideas, page_asking

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def score(page, idea, value) -> dict[str, str]:
    return {f"scoring__{idea.code}__usefulness": str(value)}


def counts_of(idea) -> dict[str, int]:
    result = read_results([idea.code]).get(idea.code)
    return dict(result.scales[0].counts) if result and result.scales else {}


def test_scores_are_counted_by_answer_and_role(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_scoring")
    answer_about(client, page, **score(page, first, 5), **score(page, second, 2))
    answer_about(
        client, page, **score(page, first, 5), role="Other public sector professional role"
    )
    result = read_results([first.code, second.code])
    assert result[first.code].number == 2
    assert dict(result[first.code].scales[0].counts) == {"5": 2}
    assert result[first.code].scales[0].role_rows == [
        ("Local authority leadership", [0, 0, 0, 0, 1], 1),
        ("Other public sector professional role", [0, 0, 0, 0, 1], 1),
    ]
    assert dict(result[second.code].scales[0].counts) == {"2": 1}
    assert result[second.code].scales[0].mean == 2.0


def test_a_skipped_idea_is_not_counted(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_scoring")
    response = answer_about(client, page, **score(page, first, 4), **score(page, second, ""))
    assert response.form_data["scoring"] == {first.code: {"usefulness": 4}}
    assert second.code not in read_results([second.code])


def test_the_same_submission_twice_counts_once(client: Client) -> None:
    from tests.factories import open_form, post_answer

    (idea,) = make_ideas(1)
    page = page_asking("idea_scoring")
    fields = open_form(client, page) | score(page, idea, 3) | {"summary": "Once only"}
    for _ in range(2):
        assert post_answer(client, page, fields).status_code == 303
    assert counts_of(idea) == {"3": 1}


def test_what_is_in_quarantine_does_not_count_until_it_is_released(client: Client) -> None:
    (idea,) = make_ideas(1)
    page = page_asking("idea_scoring")
    response = answer_about(client, page, **score(page, idea, 3), further_notes="spam")
    assert response.status == Status.QUARANTINED
    assert counts_of(idea) == {}
    client.force_login(make_user("Analyst"))
    address = f"{reverse('responses:change_status')}?selected-submissions={response.pk}"
    client.post(address, {"status": "counted", "reason": "It is a person"})
    assert counts_of(idea) == {"3": 1}
    client.post(address, {"status": "excluded", "reason": "A test of ours"})
    assert counts_of(idea) == {}


def test_an_erased_response_no_longer_counts(client: Client) -> None:
    (idea,) = make_ideas(1)
    page = page_asking("idea_scoring")
    response = answer_about(client, page, **score(page, idea, 1))
    client.force_login(make_user("Administrator"))
    address = reverse("wagtailforms:delete_submissions", args=[page.pk])
    client.post(f"{address}?selected-submissions={response.pk}", {"reason": "Asked for it"})
    response.refresh_from_db()
    assert response.status == Status.ERASED
    assert counts_of(idea) == {}


def test_picks_count_those_not_picked_as_well(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_picks")
    answer_about(client, page, picks=[first.code])
    result = read_results([first.code, second.code])
    assert dict(result[first.code].scales[0].counts) == {"Chosen": 1}
    assert dict(result[second.code].scales[0].counts) == {"Not chosen": 1}


def test_a_recount_finds_the_same(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_scoring", "idea_judgement", "idea_picks")
    for value in (1, 5, 5):
        answer_about(
            client,
            page,
            **score(page, first, value),
            **{f"judgement__{second.code}__sound": "Yes"},
            picks=[second.code],
        )
    fields = ("idea", "kind", "scale", "scale_label", "answer", "role", "number")
    before = sorted(IdeaCount.objects.filter(number__gt=0).values_list(*fields))
    assert recount() == 3
    assert sorted(IdeaCount.objects.values_list(*fields)) == before
    assert len(before) > 5


def test_a_reworded_scale_is_another_distribution(client: Client) -> None:
    (idea,) = make_ideas(1)
    old = page_asking("idea_scoring")
    answer_about(client, old, **score(old, idea, 5))
    Response.objects.update(page=None)
    new = page_asking(
        "idea_scoring",
        scales=[{"label": "USEFULNESS", "low_label": "a", "high_label": "b", "points": 5}],
    )
    answer_about(client, new, **score(new, idea, 1))
    labels = {
        scale.label: dict(scale.counts) for scale in read_results([idea.code])[idea.code].scales
    }
    assert labels == {"Usefulness": {"5": 1}, "USEFULNESS": {"1": 1}}
