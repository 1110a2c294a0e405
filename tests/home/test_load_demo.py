"""`load_demo`: the demonstration consultation, with everything that the first one had."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from consultation.importing.report import Weight
from consultation.importing.sites.services import import_site
from consultation.pages.models import ConsultationPage, OutcomePage
from consultation.responses.models import FormVersion, Response, Source
from home.demo.services import SITE
from home.models import HomePage, PortalSettings
from tests.factories import AreaFactory
from tests.home.conftest import Command

pytestmark = pytest.mark.django_db

ROLES = [
    "Local authority data professional",
    "Local authority digital professional",
    "Local authority children’s social care professional",
    "Local authority leadership",
    "Central government data professional",
    "Central government digital professional",
    "Central government social care professional",
    "Central government leadership",
    "Other public sector professional role",
    "Data and digital supplier/partner",
    "Data and digital consultant",
    "Other private sector professional role",
    "Person (with current or previous social care involvement as a service user)",
    "Person (without current or previous social care involvement as a service user)",
]
REFLECTIONS = [
    "I’m enthusiastic about this",
    "I’m unsure about this",
    "I disagree with this",
    "I have a general reflection on this",
    "I’ve identified a specific issue with this",
    "Other",
]


def everything() -> dict[str, Any]:
    """Return all that the command may make, for comparison."""
    return {
        "tree": list(Page.objects.order_by("path").values_list("pk", "path", "title", "slug")),
        "revisions": sorted(Revision.objects.values_list("pk", flat=True)),
        "forms": sorted(FormVersion.objects.values_list("pk", flat=True)),
        "settings": list(PortalSettings.objects.values()),
        "ideas": {
            kind.model: kind.get_all_objects_for_this_type().count()
            for kind in ContentType.objects.filter(app_label="ideas")
        },
    }


@pytest.fixture(scope="module")
def pages(demo_html: dict[str, str]) -> dict[str, BeautifulSoup]:
    return {title: BeautifulSoup(html, "html.parser") for title, html in demo_html.items()}


@pytest.fixture(scope="module")
def mechanisms(pages: dict[str, BeautifulSoup]) -> BeautifulSoup:
    return pages["Possible mechanisms for change"]


def text_of(element: Any) -> str:
    assert element is not None
    return " ".join(element.get_text(" ").split())


@pytest.mark.database
def test_a_second_run_says_so_and_changes_nothing(run: Command) -> None:
    run("setup_portal")
    assert "Made: " in run("load_demo")
    before = everything()
    again = run("load_demo")
    assert "Already there: " in again
    assert "/centre-of-excellence/" in again
    run("setup_portal")
    assert everything() == before


def test_its_changes_stay(run: Command, demo: ConsultationPage) -> None:
    demo.title = "Rewritten"
    demo.save_revision().publish()
    demo.get_children().first().delete()
    before = everything()
    run("load_demo")
    assert everything() == before


def test_it_leaves_a_front_page_that_someone_wrote(run: Command) -> None:
    run("setup_portal")
    HomePage.objects.update(title="Our own", introduction="In our own words")
    PortalSettings.objects.update(service_name="Our name", organisation="Our body")
    run("load_demo")
    home, portal = HomePage.objects.get(), PortalSettings.load()
    assert (home.title, home.introduction) == ("Our own", "In our own words")
    assert (portal.service_name, portal.organisation) == ("Our name", "Our body")


def test_ideas_of_our_own_stay_apart(run: Command) -> None:
    run("setup_portal")
    own = AreaFactory(name="Our own")
    assert "Made: " in run("load_demo")
    idea_set = ConsultationPage.objects.live().get().idea_set
    assert idea_set.name == "Centre of Excellence"
    assert idea_set.areas.count() == 6
    assert list(own.idea_set.areas.all()) == [own]


@pytest.mark.usefixtures("untouched")
def test_nothing_of_its_files_is_lost(run: Command) -> None:
    run("setup_portal")
    report = import_site(SITE, dry_run=True).report
    assert [each.text for each in report.remarks if each.weight == Weight.LOSS] == []
    assert (report.counts["pages"], report.counts["ideas"]) == (21, 36)


def test_its_answer_lists_are_those_of_the_first_consultation(demo: ConsultationPage) -> None:
    assert list(demo.own_roles) == ROLES
    assert list(demo.own_reflections) == REFLECTIONS


def test_its_outcome_is_a_draft(demo: ConsultationPage) -> None:
    outcome = OutcomePage.objects.child_of(demo).get()
    assert not outcome.live
    assert outcome.get_latest_revision_as_object().summary.startswith("An example for editors")


def test_its_made_up_responses_go_at_a_command(run: Command, demo: ConsultationPage) -> None:
    assert Response.objects.filter(source=Source.EXAMPLE).count() == Response.objects.count() == 300
    assert "removed: 300" in run("remove_examples")
    assert not Response.objects.exists()


def test_the_front_page_leads_to_it(pages: dict[str, BeautifulSoup]) -> None:
    item = pages["Have your say"].select_one(".listing__item")
    assert item is not None
    assert item.a is not None
    assert item.a["href"] == "/centre-of-excellence/"
    for words in ("Open until", "5:00pm", "UK time"):
        assert words in text_of(item)


def test_its_chapters_give_the_navigation_something_to_show(
    pages: dict[str, BeautifulSoup],
) -> None:
    html = pages["A Centre of Excellence for children’s services data"]
    chapters = html.select_one("nav.chapters > ul")
    assert chapters is not None
    titles = [item.a.get_text() for item in chapters.find_all("li", recursive=False)]
    assert titles[0] == "How to use this document"
    assert "Possible mechanisms for change" in titles
    assert titles[-1] == "Appendices"
    assert chapters.find_all("li", recursive=False)[-1].select("ul a")


def test_it_has_the_loop_as_real_text(mechanisms: BeautifulSoup) -> None:
    steps = [text_of(step) for step in mechanisms.select(".cycle__step")]
    assert len(steps) == 3
    for step, name, following in zip(
        steps,
        ["collaboration", "data tools", "services for children"],
        ["data tools", "services for children", "collaboration"],
        strict=True,
    ):
        said, leads = step.split("Leads to step")
        assert name in said
        assert following in leads
    assert mechanisms.select(".cycle img") == []


def test_it_has_its_three_footnotes(mechanisms: BeautifulSoup) -> None:
    notes = mechanisms.select(".footnotes__text")
    assert len(notes) == 3
    link = notes[0].a
    assert link is not None
    assert str(link["href"]).endswith("council-spotlight-november-b6e647d44041")
    assert len(mechanisms.select("sup.footnote-reference")) == 3


def test_it_promises_ideas_not_commitments(mechanisms: BeautifulSoup) -> None:
    callout = mechanisms.select_one(".callout--important")
    assert "Ideas, not commitments" in text_of(callout)


def test_it_names_the_six_areas_and_the_thirty_six_ideas(mechanisms: BeautifulSoup) -> None:
    text = text_of(mechanisms.select_one(".content"))
    for area in (
        "Careers strategy",
        "Leadership strategy",
        "Advanced technology",
        "Community facilitation",
        "Data as a resource",
        "Policy enablers",
    ):
        assert area in text
    assert "thirty-six" in text


def test_it_asks_the_four_questions(mechanisms: BeautifulSoup) -> None:
    text = text_of(mechanisms.select_one(".content"))
    for word in ("sound", "scale", "true", "useful"):
        assert word in text


def test_its_form_has_the_lists_of_the_first_consultation(mechanisms: BeautifulSoup) -> None:
    form = mechanisms.select_one("#feedback form")
    assert form is not None
    assert len(form.select("select[name=role] option")) == 1 + 14
    assert len(form.select("select[name=reflection] option")) == 1 + 6
    assert {"summary", "details", "organisation", "email"} <= {
        str(control["name"]) for control in form.select("input, textarea")
    }


def test_its_form_can_be_answered(pages: dict[str, BeautifulSoup]) -> None:
    assert "Thank you" in text_of(pages["receipt"].main)
