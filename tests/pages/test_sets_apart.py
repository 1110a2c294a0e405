"""Three consultations, of which each has its own ideas or none: what belongs to one stays there."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from consultation.pages.models import SectionPage
from consultation.responses.admin.filters import ResponseFilterSet
from consultation.responses.results.views import feedback_url
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemePageFactory,
    answer,
    feedback_form,
    question,
)
from tests.factories.editor import edit_page
from tests.factories.ideas import IdeaSetFactory
from tests.responses.actions import sign_in

pytestmark = pytest.mark.django_db


def made(title: str, idea_set: Any, idea: Idea | None = None) -> Any:
    """Return a consultation with a section page "Your view", one response, and its idea."""
    consultation = ConsultationPageFactory(title=title, idea_set=idea_set)
    questions = [question("idea_picks", "picks"), question("short_text", "summary")]
    blocks = [{"type": "idea_overview", "value": {}}, feedback_form(*questions)]
    page = SectionPageFactory(parent=consultation, title="Your view", blocks=blocks)
    picks: dict[str, Any] = {"picks": [idea.code]} if idea else {}
    response = answer(Client(), page, summary=f"Words about the {title}", **picks)
    return SimpleNamespace(page=page, idea=idea, of=consultation, response=response)


def idea_of_set(name: str) -> Idea:
    area = {"name": f"{name} area", "idea_set": IdeaSetFactory(name=f"{name} ideas")}
    theme = {"title": f"{name} theme", "short_title": f"{name} in short"}
    idea: Any = IdeaFactory(
        lead="",
        statement=f"{name} idea",
        **{f"theme__area__{key}": value for key, value in area.items()},
        **{f"theme__{key}": value for key, value in theme.items()},
    )
    return idea


@pytest.fixture
def harbour() -> Any:
    idea = idea_of_set("Harbour")
    return made("Harbour", idea.idea_set, idea)


@pytest.fixture
def museum() -> Any:
    idea = idea_of_set("Museum")
    return made("Museum", idea.idea_set, idea)


@pytest.fixture
def library(harbour: Any, museum: Any) -> Any:
    return made("Library", None)


def words(client: Client, url: str) -> str:
    cache.clear()
    response = client.get(url)
    assert response.status_code == 200
    main = BeautifulSoup(response.content, "html5lib").select_one("main")
    assert main
    return " ".join(main.get_text(" ").split())


def test_readers_see_the_ideas_of_the_consultation_that_they_read(
    client: Client, harbour: Any, museum: Any, library: Any
) -> None:
    for each in (harbour, museum, library):
        shown = words(client, each.page.url)
        for other in (harbour, museum):
            assert (other.idea.statement in shown) == (other is each), (each.of, other.of)


def test_filters_offer_the_ideas_that_were_asked_about(
    harbour: Any, museum: Any, library: Any
) -> None:
    def offered(query: dict[str, Any], page_id: int | None = None) -> str:
        form = ResponseFilterSet(query, page_id=page_id).form
        return f"{form['theme']} {form['idea']}"

    for each in (harbour, museum, library):
        for choices in (offered({}, each.page.pk), offered({"consultation": str(each.of.pk)})):
            for other in (harbour, museum):
                assert (other.idea.statement in choices) == (other is each), (each.of, other.of)
                assert (other.idea.theme.title in choices) == (other is each)
    everything = offered({})
    for each in (harbour, museum):
        # In groups by set.
        assert f'<optgroup label="{each.of.title} ideas">' in everything
        assert each.idea.statement in everything


def test_a_filter_that_no_longer_fits_stays_a_choice(harbour: Any, library: Any) -> None:
    query = {"consultation": str(library.of.pk), "idea": harbour.idea.code}
    chosen = ResponseFilterSet(query)
    assert chosen.form.is_valid()
    assert not chosen.qs.exists()
    assert any("Harbour idea" in phrase for phrase in chosen.words())


def test_results_are_those_of_one_consultation(harbour: Any, museum: Any, library: Any) -> None:
    analyst = sign_in("Analyst")
    url = "/admin/responses/about/"
    for each in (harbour, museum, library):
        shown = words(analyst, f"{url}?consultation={each.of.pk}")
        for other in (harbour, museum):
            assert (other.idea.statement in shown) == (other is each), (each.of, other.of)


def test_two_consultations_with_one_set_keep_their_results_apart(
    client: Client, harbour: Any
) -> None:
    analyst, idea = sign_in("Analyst"), harbour.idea
    again = made("Harbour again", idea.idea_set, idea)
    for _ in range(2):
        answer(Client(), again.page, summary="Again", picks=[idea.code])
    for each, number in ((harbour, 1), (again, 3)):
        listed = words(analyst, f"/admin/responses/about/?consultation={each.of.pk}")
        assert f"Harbour idea {number} response" in listed
        shown = words(analyst, feedback_url(idea, each.of.pk))
        assert f"{number} response" in shown
        cache.clear()
        told = client.get(f"/api/v1/results?consultation={each.of.pk}").json()["items"]
        assert [item["number"] for item in told] == [number]
    # Both are offered, in the order of their titles, and the first is shown.
    assert words(analyst, feedback_url(idea)) == words(analyst, feedback_url(idea, harbour.of.pk))


@pytest.mark.parametrize("path", ["areas", "themes", "ideas", "results", "results/themes"])
def test_open_data_is_by_consultation(
    client: Client, harbour: Any, museum: Any, library: Any, path: str
) -> None:
    def told(query: str = "") -> str:
        cache.clear()
        response = client.get(f"/api/v1/{path}{query}")
        assert response.status_code == 200
        return response.content.decode()

    name = {"areas": "-area", "themes": "-in-short", "results/themes": "-in-short"}
    codes = {each: f'"{each.lower()}{name.get(path, "-idea")}"' for each in ("Harbour", "Museum")}
    for each in (harbour, museum, library):
        found = told(f"?consultation={each.of.pk}")
        for title, code in codes.items():
            assert (code in found) == (title == each.of.title), (each.of, title)
    assert all(code in told() for code in codes.values())
    PageViewRestriction.objects.create(page=harbour.of, restriction_type="login")
    assert codes["Harbour"] not in told()
    assert codes["Museum"] in told()
    cache.clear()
    assert client.get(f"/api/v1/{path}?consultation={harbour.of.pk}").status_code == 404
    assert client.get("/api/v1/ideas/harbour-idea").status_code == 404
    assert client.get("/api/v1/ideas/museum-idea").status_code == 200


def test_ideas_that_no_consultation_has_are_not_public(client: Client) -> None:
    ConsultationPageFactory(idea_set=None)
    idea_of_set("Harbour")
    cache.clear()
    assert client.get("/api/v1/ideas").json()["items"] == []
    assert client.get("/api/v1/ideas/harbour-idea").status_code == 404


# In the editor.


def chooser(kind: str, client: Client, query: str, part: str = "choose") -> str:
    address = reverse(f"wagtailsnippetchoosers_ideas_{kind}:{part}")
    response = client.get(f"{address}?{query}")
    assert response.status_code == 200
    return json.loads(response.content)["html"] if part == "choose" else response.content.decode()


@pytest.mark.parametrize("kind", ["area", "theme", "idea"])
def test_choosers_offer_what_belongs_to_the_set(
    harbour: Any, museum: Any, library: Any, kind: str
) -> None:
    editor = sign_in("Editor")
    for query, offered in (
        (f"own_set={harbour.of.idea_set_id}", ["Harbour"]),
        ("own_set=none", []),
        # What the block names comes first.
        (f"own_set=none&idea_set={museum.of.idea_set_id}", ["Museum"]),
        (f"own_set={harbour.of.idea_set_id}&idea_set={museum.of.idea_set_id}", ["Museum"]),
        ("own_set=99999999999999999999999", []),
        ("", ["Harbour", "Museum"]),
    ):
        for part in ("choose", "choose_results"):
            shown = chooser(kind, editor, query, part)
            for title in ("Harbour", "Museum"):
                assert (f"{title} {kind}" in shown) == (title in offered), (query, part)
    # The search and the next page of the list keep it.
    kept = f"own_set={harbour.of.idea_set_id}"
    assert kept in chooser(kind, editor, kept)


def own_set(client: Client, url: str) -> str | None:
    field = BeautifulSoup(client.get(url).content, "html5lib").select_one("#id_idea_set_of_page")
    return str(field["value"]) if field else None


def test_the_editor_of_a_page_says_which_set_is_its_own(harbour: Any, library: Any) -> None:
    publisher = sign_in("Publisher")
    for each, expected in ((harbour, str(harbour.of.idea_set_id)), (library, "none")):
        assert own_set(publisher, reverse("wagtailadmin_pages:edit", args=[each.page.pk])) == (
            expected
        )
        new = ["consultation", "sectionpage", each.of.pk]
        assert own_set(publisher, reverse("wagtailadmin_pages:add", args=new)) == expected
    # There the field itself says it.
    assert own_set(publisher, reverse("wagtailadmin_pages:edit", args=[library.of.pk])) is None


def test_the_editor_follows_the_newest_draft_of_the_consultation(
    harbour: Any, library: Any
) -> None:
    library.of.refresh_from_db()
    library.of.idea_set = harbour.idea.idea_set
    library.of.save_revision()
    page = SectionPage.objects.get(pk=library.page.pk)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert own_set(sign_in("Publisher"), edit) == str(harbour.of.idea_set_id)
    preview = page.make_preview_request().content.decode()
    assert harbour.idea.statement in preview
    assert harbour.idea.statement not in words(Client(), page.url)


def naming(block: str, idea: Idea, **value: Any) -> list[dict[str, Any]]:
    if block == "idea_list":
        return [{"type": block, "value": {"area": idea.theme.area_id} | value}]
    if block == "outcome":
        outcome = {"subject": "A subject", "asked": "<p>A</p>", "said": "<p>S</p>"}
        value = outcome | {"did": "<p>D</p>", "ideas": [idea.pk], **value}
        return [{"type": block, "value": value}]
    return [feedback_form(question("idea_picks", "picks", ideas=[idea.pk], **value))]


BLOCKS = ["idea_list", "outcome", "feedback_form"]


@pytest.mark.parametrize("block", BLOCKS)
def test_ideas_of_another_set_are_refused_unless_the_block_names_it(
    publisher: Client, harbour: Any, museum: Any, library: Any, block: str
) -> None:
    for each in (museum, library):
        page = SectionPage.objects.get(pk=each.page.pk)
        refused = edit_page(publisher, page, body=naming(block, harbour.idea))
        assert refused.status_code == 200
        assert "belong to another idea set" in refused.content.decode()
        name = "Harbour area" if block == "idea_list" else "Harbour idea"
        assert f"“{name}”" in refused.content.decode()
        # An unfinished draft is kept.
        kept = edit_page(publisher, page, action="", body=naming(block, harbour.idea))
        assert kept.status_code == 302
        on_purpose = naming(block, harbour.idea, idea_set=harbour.of.idea_set_id)
        assert edit_page(publisher, page, body=on_purpose).status_code == 302


def test_a_page_of_a_theme_is_of_its_consultations_set(
    publisher: Client, harbour: Any, museum: Any
) -> None:
    page = ThemePageFactory(parent=museum.of, theme=museum.idea.theme)
    refused = edit_page(publisher, page, theme=harbour.idea.theme_id)
    assert "Choose a theme of the consultation’s idea set." in refused.content.decode()
    assert edit_page(publisher, page, theme=museum.idea.theme_id).status_code == 302
