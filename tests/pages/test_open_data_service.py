"""The open data as a service: cached, limited, with errors for wrong requests."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from jsonschema import Draft202012Validator
from time_machine import travel
from wagtail.models import PageViewRestriction

from coe_site.settings import REDIS_CACHE
from consultation.pages import open_data
from consultation.pages.open_data import CACHED_FOR, MinuteThrottle
from ideas.models import Area, Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    idea_tree,
    question,
    the_set,
)

ALLOWED = open_data.MOST_A_MINUTE
# In the middle of a minute of the clock, where no test runs into the next.
NOON = datetime(2026, 11, 2, 12, 0, 30, tzinfo=ZoneInfo("Europe/London"))

LISTS = ("consultations", "areas", "themes", "ideas", "results", "results/themes")


# Kept for a while.


def items(client: Client, path: str) -> list[Any]:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200
    return response.json()["items"]


@pytest.mark.django_db
def test_what_was_retired_is_gone_after_the_time_that_is_reported(client: Client) -> None:
    idea = IdeaFactory()
    ConsultationPageFactory()
    with travel(NOON, tick=False) as clock:
        assert len(items(client, "ideas")) == 1
        idea.unpublish()
        clock.shift(CACHED_FOR - 1)
        late = client.get("/api/v1/ideas")
        # The age is there for further caches.
        assert (len(late.json()["items"]), late["Age"]) == (1, str(CACHED_FOR - 1))
        assert f"max-age={CACHED_FOR}" in late["Cache-Control"]
        clock.shift(1)
        assert items(client, "ideas") == []


@pytest.mark.django_db
def test_what_became_private_is_gone_after_the_time_that_is_reported(client: Client) -> None:
    consultation = ConsultationPageFactory()
    with travel(NOON, tick=False) as clock:
        assert len(items(client, "consultations")) == 1
        PageViewRestriction.objects.create(page=consultation, restriction_type="login")
        clock.shift(CACHED_FOR)
        assert items(client, "consultations") == []


@pytest.mark.django_db
def test_each_question_is_kept_by_itself(client: Client) -> None:
    idea_tree(2, 1, 1)
    ConsultationPageFactory()
    first, second = Idea.objects.in_order()
    for query in ("", f"?theme={first.theme.code}", f"?theme={second.theme.code}", "?limit=1"):
        expected = client.get(f"/api/v1/ideas{query}").json()
        assert client.get(f"/api/v1/ideas{query}").json() == expected
    kept = [
        [item["code"] for item in items(client, f"ideas?theme={idea.theme.code}")]
        for idea in (first, second)
    ]
    assert kept == [[first.code], [second.code]]


# Not asked too often.


@pytest.fixture
def noon() -> Iterator[Any]:
    with travel(NOON, tick=False) as clock:
        yield clock


@pytest.mark.django_db
def test_who_asks_too_often_is_reported_to_wait_for_the_next_minute(
    client: Client, noon: Any
) -> None:
    statuses = [client.get(f"/api/v1/areas?offset={n}").status_code for n in range(ALLOWED + 2)]
    assert statuses == [200] * ALLOWED + [429, 429]
    response = client.get("/api/v1/themes")
    assert response.status_code == 429
    assert response["Retry-After"] == "30"
    assert response["Content-Type"].startswith("application/json")
    assert response["Cache-Control"] == "no-store"
    assert Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/themes").status_code == 200
    # What is kept costs nothing, so it is still given.
    assert client.get("/api/v1/areas?offset=0").status_code == 200
    noon.shift(30)
    assert client.get("/api/v1/themes").status_code == 200


@pytest.mark.django_db
def test_a_made_up_forwarding_header_does_not_lift_the_limit(client: Client, noon: Any) -> None:
    statuses = [
        client.get(
            f"/api/v1/areas?offset={n}", headers={"X-Forwarded-For": f"192.0.2.{n}"}
        ).status_code
        for n in range(ALLOWED + 1)
    ]
    assert statuses[-1] == 429


def test_behind_a_proxy_each_reader_counts_alone(noon: Any, settings: Any) -> None:
    settings.NINJA_NUM_PROXIES = 1
    throttle = MinuteThrottle(1)

    def asks(address: str) -> bool:
        forwarded = {"X-Forwarded-For": f"203.0.113.9, {address}"}
        return throttle.allow_request(RequestFactory().get("/", headers=forwarded))

    assert [asks("192.0.2.1"), asks("192.0.2.2"), asks("192.0.2.1")] == [True, True, False]


def test_no_address_is_kept(noon: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    monkeypatch.setattr(cache, "add", lambda key, *args: kept.append(key) or True)
    MinuteThrottle(ALLOWED).allow_request(RequestFactory().get("/", REMOTE_ADDR="192.0.2.55"))
    assert kept
    assert "192.0.2" not in kept[0]


def test_requests_that_come_at_once_are_all_counted(noon: Any) -> None:
    throttle = MinuteThrottle(ALLOWED)

    def ask(_: int) -> bool:
        return throttle.allow_request(RequestFactory().get("/"))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(ask, range(4 * ALLOWED))) == ALLOWED


ASKING = """
import sys, time, django
django.setup()
from django.test import RequestFactory
from consultation.pages.open_data import MinuteThrottle
throttle = MinuteThrottle(1000)
request = RequestFactory().get("/")
# The same minute for both, whenever they come to it.
time.time = lambda: 1_800_000_000.0
print("ready", flush=True)
sys.stdin.readline()
print(sum(throttle.allow_request(request) for _ in range(800)))
"""


def test_processes_with_one_cache_count_together(redis_url: str, settings: Any) -> None:
    settings.CACHES = {"default": {**REDIS_CACHE, "LOCATION": redis_url}}
    cache.clear()
    environment = os.environ | {
        "PORTAL_CACHE_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "coe_site.settings",
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ASKING],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    allowed = [int(process.communicate()[0]) for process in processes]
    assert sum(allowed) == 1000
    assert all(allowed)


def test_a_cache_that_is_down_lets_everybody_read(settings: Any, tmp_path: Any) -> None:
    address = f"unix://{tmp_path}/no-one-listens.sock"
    settings.CACHES = {"default": {**REDIS_CACHE, "LOCATION": address}}
    throttle = MinuteThrottle(1)
    assert all(throttle.allow_request(RequestFactory().get("/")) for _ in range(3))


# Wrong questions.


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "limit=100000",
        "limit=0",
        "limit=-1",
        "limit=many",
        "limit=",
        "limit=1.5",
        "offset=-1",
        "offset=many",
        f"offset={10**30}",
    ],
)
def test_a_part_that_cannot_be_is_refused_plainly(client: Client, path: str, query: str) -> None:
    response = client.get(f"/api/v1/{path}?{query}")
    assert response.status_code == 422
    (reason,) = response.json()["detail"]
    assert reason["loc"][-1] == query.split("=")[0]
    assert reason["msg"].startswith("Input should be")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "ideas?status=shelved",
        "ideas?theme=a b",
        "themes?area='",
        f"themes?area={'x' * 81}",
        "ideas/a%20b",
        "results?consultation=first",
        "results?consultation=-1",
        f"results?consultation={10**20}",
        "results/themes?consultation=0",
    ],
)
def test_what_cannot_be_a_name_is_refused_plainly(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 422
    assert response.json()["detail"][0]["msg"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["", "nothing", "ideas/", "ideas/nothing", "ideas/a/b", "results/4", "docs"]
)
def test_what_is_not_there_is_reported_in_json(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"
    assert "openapi.json" in response.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*LISTS, "ideas/share"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(path: str, method: str) -> None:
    IdeaFactory(lead="", statement="Share")
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response.status_code == 405
    assert response["Allow"] == "GET"
    assert "read-only" in response.json()["detail"]
    assert Idea.objects.get().wording == "Share"


@pytest.mark.django_db
def test_a_fault_of_ours_is_reported_in_json_and_noted(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(open_data, "public_results", fail)
    IdeaFactory()
    response = client.get("/api/v1/results")
    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert "Try again later" in response.json()["detail"]
    assert "ZeroDivisionError" in caplog.text
    assert response["Cache-Control"] == "no-store"


# The description is true.


@pytest.fixture
def description(client: Client) -> dict[str, Any]:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    return json.loads(response.content)


def schema_of(description: dict[str, Any], path: str, status: int) -> Draft202012Validator:
    responses = description["paths"][f"/api/v1/{path}"]["get"]["responses"]
    schema = responses[str(status)]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": description["components"]})


@pytest.mark.django_db
def test_answers_are_as_the_description_says(client: Client, description: dict) -> None:
    idea_tree(2, 2, 2)
    Idea.objects.filter(pk=Idea.objects.first().pk).update(status="testing")
    consultation = ConsultationPageFactory(opens_at=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")))
    scales = [
        {"label": "Usefulness", "low_label": "Not", "high_label": "Very", "points": 5},
    ]
    page = SectionPageFactory(
        parent=consultation,
        blocks=[
            feedback_form(
                question("idea_picks", "picks"),
                question("idea_scoring", "themes", subject="themes", scales=scales),
                question("idea_judgement", "judged"),
            )
        ],
    )
    idea = Idea.objects.in_order().first()
    for _ in range(5):
        answer(
            Client(),
            page,
            picks=[idea.code],
            **{
                f"themes__{idea.theme.row_key}__usefulness": "4",
                f"judged__{idea.code}__sound": "Yes",
            },
        )
    for path in LISTS:
        told = client.get(f"/api/v1/{path}").json()
        assert told["items"], path
        schema_of(description, path, 200).validate(told)
    one = client.get(f"/api/v1/ideas/{idea.code}").json()
    schema_of(description, "ideas/{code}", 200).validate(one)
    assert any(item["scales"] for item in client.get("/api/v1/results").json()["items"])


@pytest.mark.django_db
def test_refusals_are_as_the_description_says(client: Client, description: dict, noon: Any) -> None:
    for path, query, status in (
        *((path, "?limit=0", 422) for path in LISTS),
        ("results", "?consultation=1", 404),
        ("results/themes", "?consultation=1", 404),
    ):
        response = client.get(f"/api/v1/{path}{query}")
        assert response.status_code == status
        schema_of(description, path, status).validate(response.json())
    missing = client.get("/api/v1/ideas/nothing")
    schema_of(description, "ideas/{code}", 404).validate(missing.json())
    for number in range(ALLOWED):
        response = client.get(f"/api/v1/areas?offset={number}")
    assert response.status_code == 429
    schema_of(description, "areas", 429).validate(response.json())


def test_the_description_would_notice_an_answer_of_another_kind(description: dict) -> None:
    wrong = {"items": [{"code": 1}], "count": "many"}
    assert list(schema_of(description, "areas", 200).iter_errors(wrong))


def test_what_the_description_says_of_limits_is_what_holds(description: dict) -> None:
    for path in LISTS:
        parameters = {
            each["name"]: each["schema"]
            for each in description["paths"][f"/api/v1/{path}"]["get"]["parameters"]
        }
        limit, offset = parameters["limit"], parameters["offset"]
        assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 100, 100)
        assert (offset["minimum"], offset["maximum"]) == (0, 1_000_000)


@pytest.mark.django_db
def test_a_list_longer_than_one_part_is_had_part_by_part(client: Client) -> None:
    ConsultationPageFactory()
    Area.objects.bulk_create(
        [
            Area(
                idea_set=the_set(), name=f"Area {number}", code=f"area-{number}", sort_order=number
            )
            for number in range(250)
        ]
    )
    parts = [client.get(f"/api/v1/areas?offset={offset}").json() for offset in (0, 100, 200, 300)]
    assert [len(part["items"]) for part in parts] == [100, 100, 50, 0]
    assert {part["count"] for part in parts} == {250}
    found = [item["code"] for part in parts for item in part["items"]]
    assert found == [f"area-{n}" for n in range(250)]
