"""The forms of a whole site: on their pages, with the consultation's lists, and answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from consultation.importing.report import Report
from consultation.pages.models import ConsultationPage
from consultation.responses.models import Response
from tests.importing.publication import import_published

pytestmark = pytest.mark.django_db

ROLES = "<option value=''>Choose</option><option>Analyst<option>Manager<option>Carer"
WHERE = f"<label>Your role <select name=role>{ROLES}</select></label>"
PAGES = {
    "index.md": f"""
Welcome.

<div class="feedback" markdown="0">
<h2 id="tell">Page feedback</h2>
<form id="f"><p>See <a href="about/people.md">who reads it</a> and
<a href="https://example.org/x">more</a>.</p>{WHERE}
<label>Your view <textarea name="view"></textarea></label>
<label><input type="checkbox" name="ok" required> I have read the
<a href="about/people.md">notice</a></label>
<button>Send it</button>
<p hidden id="thanks">Thank you, <a href="about/people.md">we</a> read it.</p></form>
</div>
""",
    "about/people.md": f"""
# People

Then [tell us](../index.md#tell).

## Tell us

<form>{WHERE}<input name="summary" placeholder="In short *"></form>

## Tell us more

<form>{WHERE}<input name="summary" placeholder="In one word"><textarea name="why"></textarea></form>

<form role="search"><input type="search" name="q"></form>
""",
    "other.md": """
# Other

<form><label>Your role
<select name="role"><option>Child<option>Parent<option>Teacher</select></label>
<select id="la" name="la"></select></form>
<div id="late"></div>

<script>document.getElementById("la").innerHTML = list(["Barnet", "Leeds"]);
document.getElementById("late").innerHTML = "<form><input name=x></form>";</script>

<iframe src="https://docs.google.com/forms/d/e/1/viewform"></iframe>

<label>Alone <input name="alone"></label>

- [ ] A task
""",
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "mkdocs.yml").write_text("site_name: A site\n")
    for path, text in PAGES.items():
        file = tmp_path / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    yield tmp_path


def screens(client: Client, root: ConsultationPage) -> dict[str, BeautifulSoup]:
    """Return every page of the consultation by its title, as a reader sees it."""
    return {
        page.title: BeautifulSoup(client.get(page.url).content, "html5lib")
        for page in root.get_descendants(inclusive=True)
    }


def told(report: Report, words: str) -> list[str]:
    """Return where a report says something."""
    return [str(remark.place) for remark in report.remarks if words in remark.text]


def test_every_form_of_a_site_can_be_answered_on_its_page(site: Path, client: Client) -> None:
    result = import_published(site)
    root = result.consultation
    assert root is not None
    shown = screens(client, root)
    front, people, other = shown[root.title], shown["People"], shown["Other"]

    # Its heading is in the form alone, its other texts are above it, and links lead somewhere.
    assert [each.get_text() for each in front.select("h2")].count("Page feedback") == 1
    links = {each.get_text(): each["href"] for each in front.select(".content a")}
    target = root.get_descendants().get(title="People").url
    assert links["who reads it"] == links["notice"] == target
    assert links["more"] == "https://example.org/x"

    told_where = people.find("a", string="tell us")
    assert told_where["href"] == f"{root.url}#feedback"

    # The second form of a page is named, and a search box is none.
    report = result.report
    assert told(report, "Hidden in the source, and left out: “Thank you, we read it.”")
    fields = people.select("#feedback form [name]:not([type=hidden], [name=further_notes])")
    assert [str(each["name"]) for each in fields] == ["role", "summary"]
    second = "Rebuild this form in the portal: it has these questions: “Your role”, “In one word”"
    assert told(report, second) == ["about/people.md:12"]

    # The commonest list is the consultation's; the other page keeps its own.
    assert root.own_roles == ("Analyst", "Manager", "Carer")
    offered = other.select("#feedback select[name=role] option")
    assert [each.get_text(strip=True) for each in offered][-3:] == ["Child", "Parent", "Teacher"]
    assert told(report, "offers other options") == ["other.md:4"]

    # What no `<form>` holds is named at its place.
    assert told(report, "these questions as well: “la”.") == ["other.md:4"]
    assert told(report, "The script was left out") == ["other.md:9"]
    assert told(report, "What was here is on docs.google.com") == ["other.md:12"]
    assert told(report, "it has these questions: “Alone”.") == ["other.md:14"]

    pages = root.get_descendants(inclusive=True).specific()
    with_form = [page for page in pages if page.feedback_block()]
    for page in with_form:
        form = shown[page.title].select_one("#feedback form")
        hidden = form.select("input[type=hidden]")
        answers = {str(each["name"]): str(each.get("value") or "") for each in hidden}
        answers |= {"role": page.feedback_definition().by_key()["role"].options[0], "ok": "on"}
        answers |= {"summary": "Short"}
        sent = client.post(str(form["action"]), answers, HTTP_SEC_FETCH_SITE="same-origin")
        assert sent.status_code == 303, page.title
    assert Response.objects.count() == len(with_form) == 3
