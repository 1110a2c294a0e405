"""Every response is where it should be, counted once, and nowhere else: in all places at once."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from consultation.importing.responses.services import import_responses
from consultation.responses.ledger import read_ledger
from consultation.responses.models import Response, Status
from consultation.responses.results.idea_results import read_results
from consultation.responses.results.public_results import public_results
from consultation.responses.results.views import feedback_url
from consultation.responses.services import change_status, erase
from home.panels import read_consultations
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    OutcomePageFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    make_user,
    question,
)
from tests.feedback.screens import screen
from tests.importing.spreadsheets import write_csv
from tests.responses.actions import list_url, sign_in, text_of
from tests.responses.export_bundle import ALL, make_bundle
from tests.responses.export_readers import csv_rows, xlsx_rows
from tests.responses.idea_answers import SCALES, make_ideas
from tests.services.rollback import rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROLE = "Local authority leadership"
IN_WORDS = {"counted": "Counted", "quarantined": "In quarantine", "excluded": "Excluded"}
# Which of them are counted; the others are named after their status.
COUNTED = {"counted", "restored", "letter", "imported", "second_page", "also_second", "elsewhere"}
STATUSES = {
    "counted": {"counted", "restored", "letter", "imported"},
    "quarantined": {"quarantined"},
    "excluded": {"excluded"},
    "erased": {"erased"},
}


@dataclass
class Scenario:
    """Ten responses, each of which came to its place by another way.

    Args:
        idea: what each of them but the imported one gave five points.
        page: what seven of them answer.
        second_page: another page of the same consultation, for two.
        elsewhere: a page of another consultation, for one.
        made: the responses by their names, which are in their summaries.
    """

    idea: Idea
    page: Page
    second_page: Page
    elsewhere: Page
    made: dict[str, Response]

    def named(self, references: Any) -> list[str]:
        """Return the names of responses, sorted, each as often as its reference is there."""
        names = {response.reference_text: name for name, response in self.made.items()}
        return sorted(names[reference] for reference in references)

    @property
    def consultation(self) -> Page:
        """The consultation of the first two pages."""
        return self.page.get_parent()


def _form_page(parent: Page, title: str, ideas: list[Idea]) -> Page:
    form = feedback_form(
        question("idea_scoring", "scoring", "Score", subject="ideas", scales=SCALES),
        question("short_text", "summary", "In short"),
        question("role", "role", "Role"),
        question("email", "email", "Email"),
    )
    return SectionPageFactory(parent=parent, title=title, blocks=[form])


def _data(idea: Idea, name: str) -> dict[str, str]:
    return {
        "summary": f"This one is {name}",
        "role": ROLE,
        "email": f"{name}@example.org",
        f"scoring__{idea.code}__usefulness": "5",
    }


def _letter(client: Client, page: Page, idea: Idea) -> None:
    url = reverse("enter_response", args=[page.pk])
    html = screen(client.get(url))
    hidden = {
        field["name"]: field["value"]
        for field in html.select("form.feedback__form input[type=hidden]")
        if "csrf" not in field["name"]
    }
    sent = {
        **hidden,
        "origin-source": "letter",
        "origin-received_on": f"{timezone.localdate():%Y-%m-%d}",
        **_data(idea, "letter"),
    }
    assert client.post(url, sent).status_code == 302


def _sheet(folder: Path, page: Page, heading: str) -> None:
    rows = [
        ["Timestamp", heading, "In short", "Role", "Email"],
        ["24/11/2025 10:00:00", "5", "This one is imported", ROLE, "imported@example.org"],
    ]
    assert import_responses(write_csv(folder / "old.csv", rows), page).imported == 1


@pytest.fixture(scope="module")
def scenario(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scenario]:
    """Return the scenario, made once; what a test does to it is taken back."""
    settings = override_settings(PORTAL_MINIMUM_SECONDS=0)
    with django_db_blocker.unblock(), rolled_back(), settings:
        yield _make_scenario(Client(), tmp_path_factory.mktemp("sheets"))


def _make_scenario(client: Client, folder: Path) -> Scenario:
    idea, other = make_ideas(2)
    consultation = ConsultationPageFactory(title="One consultation")
    page = _form_page(consultation, "First", [idea, other])
    second = _form_page(consultation, "Second", [idea, other])
    elsewhere = _form_page(ConsultationPageFactory(title="Another"), "Elsewhere", [idea, other])
    for name in ("counted", "excluded", "erased", "restored"):
        answer(client, page, **_data(idea, name))
    answer(client, page, **_data(idea, "quarantined"), further_notes="A robot fills this in")
    for name in ("second_page", "also_second"):
        answer(client, second, **_data(idea, name))
    answer(client, elsewhere, **_data(idea, "elsewhere"))
    _letter(sign_in("Analyst", "typist"), page, idea)
    exported = make_bundle(sign_in("Analyst", "exporter"), page, "csv", personal=True)
    (heading,) = [name for name in csv_rows(exported.data)[0] if idea.wording in name]
    _sheet(folder, page, heading)
    made = {
        response.form_data["summary"].rpartition(" ")[2]: response
        for response in Response.objects.all()
    }
    person = make_user("Administrator", "decider")
    change_status([made["excluded"], made["restored"]], Status.EXCLUDED, "Sent twice", person)
    change_status([made["restored"]], Status.COUNTED, "Not twice after all", person)
    erase([made["erased"]], "Asked for", person)
    return Scenario(idea, page, second, elsewhere, made)


@pytest.fixture
def administrator() -> Client:
    return sign_in("Administrator")


def listed_references(client: Client, url: str) -> list[str]:
    html = BeautifulSoup(client.get(url).content, "html.parser")
    return [link.get_text(strip=True) for link in html.select("td.title .title-wrapper a")]


def queries() -> Iterator[tuple[str, set[str]]]:
    """Return each status filter, alone and together, with the names that it should find."""
    for status, names in STATUSES.items():
        yield f"status={status}", names
    yield "", set().union(*STATUSES.values())
    yield "status=excluded&status=quarantined", {"excluded", "quarantined"}
    yield "source=letter", {"letter"}
    yield "source=imported", {"imported"}
    yield "q=This+one", set().union(*STATUSES.values()) - {"erased"}


def test_lists_and_exports(scenario: Scenario, administrator: Client) -> None:
    page = scenario.page
    for query, names in queries():
        # What is left of an erased response has no place in the list of a form's answers.
        if query != "status=erased":
            of_page = listed_references(administrator, f"{list_url(page)}?{query}")
            assert scenario.named(of_page) == sorted(names - {"erased"}), query
        of_all = f"{ALL}?page={page.pk}&{query}"
        assert scenario.named(listed_references(administrator, of_all)) == sorted(names), query
        for export_format, read in (
            ("csv", csv_rows),
            ("xlsx", xlsx_rows),
            ("parquet", lambda data: pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()),
        ):
            bundle = make_bundle(
                administrator, None, export_format, query=f"&page={page.pk}&{query}"
            )
            rows = read(bundle.data)
            found = scenario.named(row["Reference"] for row in rows)
            assert found == sorted(names), (query, export_format)
            assert bundle.manifest["rows"] == len(names)
            for row in rows:
                name = scenario.named([row["Reference"]])[0]
                assert row["Status"] == IN_WORDS.get(
                    name, "Erased" if name == "erased" else "Counted"
                )
    whole = f"{ALL}?consultation={scenario.consultation.pk}"
    assert scenario.named(listed_references(administrator, whole)) == sorted(
        scenario.made.keys() - {"elsewhere"}
    )
    assert scenario.named(listed_references(administrator, ALL)) == sorted(scenario.made)


def test_results_and_open_data(scenario: Scenario, administrator: Client, client: Client) -> None:
    key, consultation = scenario.idea.row_key, scenario.consultation
    # What is imported about ideas is a question of its own, and no score of them.
    counted = len(COUNTED - {"imported"})
    assert read_results([key])[key].number == counted
    assert dict(read_results([key])[key].scales[0].counts) == {"5": counted}
    assert public_results([key], [consultation.pk])[key].number == counted - 1
    said = text_of(administrator.get(feedback_url(scenario.idea, consultation.pk)))
    assert f"{counted - 1} responses" in said

    def open_data(query: str = "") -> dict[str, Any]:
        cache.clear()
        items = client.get(f"/api/v1/results{query}").json()["items"]
        return next(item for item in items if item["idea"] == scenario.idea.code)

    # The other consultation has one response, too few to be broken down.
    assert open_data()["number"] == counted
    of_one = open_data(f"?consultation={consultation.pk}")
    assert of_one["number"] == of_one["scales"][0]["total"] == counted - 1
    page = SectionPageFactory(
        parent=consultation,
        blocks=[{"type": "idea_results", "value": {"title": "", "by_role": False}}],
    )
    shown = screen(client.get(page.get_url())).select_one(".idea-results").get_text(" ")
    assert f"{counted - 1} responses" in " ".join(shown.split())


def test_ledger_and_panels(scenario: Scenario, administrator: Client, client: Client) -> None:
    consultation = scenario.consultation
    expected = {"counted": 6, "quarantined": 1, "excluded": 1, "erased": 1}
    (figures,) = read_ledger(consultation.pk)
    assert (figures.received, figures.statuses) == (9, expected)
    html = BeautifulSoup(administrator.get("/admin/responses/ledger/").content, "html.parser")
    lines = {
        row.th.get_text(" ", strip=True).rpartition(" page ")[0]: [
            cell.get_text(strip=True) for cell in row.select("td")
        ]
        for row in html.select(".ledger tbody tr")
    }
    assert lines == {
        "First": ["7", "4", "1", "1", "1"],
        "Second": ["2", "2", "0", "0", "0"],
        "Elsewhere": ["1", "1", "0", "0", "0"],
    }
    # Each number leads to just as many.
    for link in html.select(".ledger a"):
        assert len(listed_references(administrator, link["href"])) == int(link.get_text())
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert "9 received = 6 counted + 1 in quarantine + 1 excluded + 1 erased" in out.getvalue()

    panel = read_consultations(make_user("Analyst", "reader"))
    assert {each.title: each.number for each in panel["open"]} == {
        "One consultation": 9,
        "Another": 1,
    }
    forms = text_of(administrator.get(reverse("wagtailforms:index")))
    assert re.search(r"First .*?\b6 1 ", forms), forms
    page = OutcomePageFactory(
        parent=consultation,
        blocks=[
            {
                "type": "ledger_figures",
                "value": {"title": "", "by_page": False, "running": True, "reasons": []},
            }
        ],
    )
    cells = screen(client.get(page.get_url())).select(".accounted td")
    assert [cell.get_text() for cell in cells] == ["9", "6", "1", "1", "1"]


def test_the_status_check_shows_it(
    scenario: Scenario, administrator: Client, client: Client
) -> None:
    states = {"quarantined": "Waiting.", "excluded": "Not counted.", "erased": "Erased."}
    for name, response in scenario.made.items():
        shown = client.get("/respond/counted/", {"reference": response.reference_text})
        text = " ".join(screen(shown).get_text(" ").split())
        assert states.get(name, "Counted.") in text, name
        assert f"This one is {name}" not in text
        person = administrator.post(
            "/admin/responses/person/", {"email": f"{name}@example.org", "step": "find"}
        )
        html = BeautifulSoup(person.content, "html.parser")
        found = [cell.get_text(strip=True) for cell in html.select("main tbody td.title")]
        assert scenario.named(found) == ([] if name == "erased" else [name]), name


def test_turning_from_one_to_the_next(scenario: Scenario, administrator: Client) -> None:
    """Reading on within a list meets each of its responses once."""
    for query, names in queries():
        if "erased" in query:
            continue
        html = BeautifulSoup(
            administrator.get(f"{list_url(scenario.page)}?{query}").content, "html.parser"
        )
        url: str | None = html.select_one("td.title .title-wrapper a")["href"]
        met = []
        while url:
            html = BeautifulSoup(administrator.get(url).content, "html.parser")
            met.append(html.select_one(".responses-facts dd").get_text(strip=True))
            older = html.find("a", string="Older response")
            url = older["href"] if older else None
        assert scenario.named(met) == sorted(names - {"erased"}), query
