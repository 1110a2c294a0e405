"""Texts in a spreadsheet, out and in again: formulas, HTML, line ends."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from consultation.common.csv_safety import guard, unguard
from consultation.common.text import to_rich_text
from ideas.models import Idea
from tests.factories import ConsultationPageFactory, IdeaFactory
from tests.importing.spreadsheets import write_xlsx

from .spreadsheets import everything, exported, refusal, run, write

FEATURES = Idea._meta.get_field("description").features

# Formulas.


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.org","Prize")',
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        " =1+1",
        "'=1+1",
        "''=1+1",
        "\uff1d1+1",
        "\ufeff=1+1",
    ],
)
@pytest.mark.django_db
def test_a_formula_is_text_in_the_file_and_here(text: str, tmp_path: Path) -> None:
    idea = IdeaFactory(lead="", statement=text.strip(), public_note=text)
    sheet = tmp_path / "ideas.csv"
    (row,) = exported(sheet)
    for cell in (row["idea"], row["idea_note"]):
        assert cell.lstrip()[0] not in "=+-@\uff1d"
    before = everything()
    assert run("import_ideas", sheet).startswith("0 to add, 0 to change")
    assert everything() == before
    idea.refresh_from_db()
    assert idea.public_note == text


@pytest.mark.django_db
def test_a_workbook_is_read_like_a_csv_file(tmp_path: Path) -> None:
    idea = IdeaFactory(statement="share tools", public_note="2024")
    (row,) = exported(tmp_path / "ideas.csv")
    changed = row | {"idea": "share more tools", "idea_note": 2025}
    workbook = write_xlsx(tmp_path / "ideas.xlsx", [[*changed], [*changed.values()]])
    assert "0 to add, 1 to change" in run("import_ideas", workbook)
    draft = Idea.objects.get(pk=idea.pk).get_latest_revision_as_object()
    assert (draft.statement, draft.public_note) == ("share more tools", "2025")
    assert "0 to add, 0 to change" in run("import_ideas", workbook)
    failed = write_xlsx(tmp_path / "bad.xlsx", [[*row], [*(row | {"idea": "#NAME?"}).values()]])
    assert "the spreadsheet program put “#NAME?” here" in refusal(failed)[0]


@given(st.text())
def test_a_guarded_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


def test_text_that_runs_nowhere_is_left_alone() -> None:
    for text in ("", "Share", "'quoted'", "a=b", "<p>=1</p>", "’tis", "- Speed cameras"):
        assert guard(text) == text == unguard(text)


# HTML.


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("In one line", "<p>In one line</p>"),
        ("Two\nlines\n\nR&D <3", "<p>Two<br/>lines</p><p>R&amp;D &lt;3</p>"),
        ("<p>A <b>b</b> <i>i</i></p>", "<p>A <b>b</b> <i>i</i></p>"),
        ("<strong>s</strong> <em>e</em>", "<p><b>s</b> <i>e</i></p>"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br/>b</li></ul>"),
        ("<li>lost</li>", "<p>lost</p>"),
        ("<div>a<h2>b</h2>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<SCRIPT src=//x></SCRIPT>a", "<p>a</p>"),
        ("<p onclick='x()' style='color:red' class='y'>a</p>", "<p>a</p>"),
        ("<img src=x onerror=alert(1)>a", "<p>a</p>"),
        ("<svg><a href='x'>t</a></svg>a", "<p>a</p>"),
        ("<iframe src=x>b</iframe>a", "<p>a</p>"),
        ("<!-- b -->a<![CDATA[ c ]]>", "<p>a</p>"),
        ('<a href="https://example.org/?a=1&b=2">a</a>',
         '<p><a href="https://example.org/?a=1&amp;b=2">a</a></p>'),
        ('<a href="mailto:a@example.org">a</a>', '<p><a href="mailto:a@example.org">a</a></p>'),
        ('<a href="javascript:alert(1)">a</a>', "<p>a</p>"),
        ('<a href=" jav&#9;ascript:alert(1)">a</a>', "<p>a</p>"),
        ('<a href="data:text/html,b">a</a>', "<p>a</p>"),
        ('<a linktype="page" id="1" onclick="x">a</a>',
         '<p><a linktype="page" id="1">a</a></p>'),
        ('<a linktype="page" id="x">a</a>', "<p>a</p>"),
        ('<a linktype="document" id="1">a</a>', "<p>a</p>"),
        ('<embed embedtype="image" id="1" format="left" alt=""/>a', "<p>a</p>"),
        ('<a href="https://a.example"><a href="https://b.example">a</a></a>',
         '<p><a href="https://b.example">a</a></p>'),
        ("<b><p>a</p></b>", "<p>a</p>"),
        ("<p>not <b>closed", "<p>not <b>closed</b></p>"),
        ("<p> </p>", ""),
        ("<script>alert(1)</script>", ""),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_description_becomes_what_the_editor_offers(written: str, stored: str) -> None:
    assert to_rich_text(written, FEATURES) == stored
    assert to_rich_text(stored, FEATURES) == stored


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<ol>",
        "</ol>",
        "<div>",
        "</div>",
        "<td>",
        "<h2>",
        "</h2>",
        "</a>",
        "<br>",
        "<script>",
        "</script>",
        "<img>",
        "&amp;",
        "&lt;b&gt;",
        "text",
        "<",
        "<a href='https://example.org'>",
        "\n",
        "\n\n",
        " ",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_is_written_can_be_opened_in_the_editor_and_read_again(written: str) -> None:
    stored = to_rich_text(written, FEATURES)
    assert to_rich_text(stored, FEATURES) == stored
    converter = ContentstateConverter(FEATURES)
    converter.to_database_format(converter.from_database_format(stored))
    for element in ("<script", "<img", "<h2", "<div", "<td", "onclick"):
        assert element not in stored


@pytest.mark.django_db
def test_what_was_left_out_is_reported_and_readers_do_not_get_it(tmp_path: Path, client) -> None:
    row = {
        "area": "A",
        "theme": "B",
        "idea": "C",
        "idea_description": "<h2>x</h2><script>y</script>",
    }
    sheet = write(tmp_path / "ideas.csv", [row])
    told = run("import_ideas", sheet, "--publish")
    assert "description: “x”" in told
    assert (
        "Row 2, column idea_description: only bold, italic, links and lists are kept; "
        "removed: h2 and script." in told
    )
    assert Idea.objects.get().description == "<p>x</p>"
    again = run("import_ideas", sheet, "--publish")
    assert again.splitlines() == ["0 to add, 0 to change, 3 unchanged. All changes are published."]


@pytest.mark.django_db
def test_a_description_from_the_editor_stays_as_it_is(tmp_path: Path) -> None:
    stored = '<p data-block-key="k3x9a">One</p><ul><li data-block-key="b7">Two</li></ul>'
    idea = IdeaFactory(description=stored)
    sheet = tmp_path / "ideas.csv"
    (row,) = exported(sheet)
    assert row["idea_description"] == "<p>One</p><ul><li>Two</li></ul>"
    for written in (row["idea_description"], "<p>One</p>\n<ul>\n<li>Two</li>\n</ul>"):
        told = run("import_ideas", write(sheet, [row | {"idea_description": written}]))
        assert told.startswith("0 to add, 0 to change"), told
    idea.refresh_from_db()
    assert idea.description == stored
    assert not idea.has_unpublished_changes


@pytest.mark.django_db
def test_elements_in_other_texts_are_letters(tmp_path: Path, client) -> None:
    row = {"area": "<b>A</b>", "theme": "B", "idea": "<script>alert(1)</script>"}
    run("import_ideas", write(tmp_path / "ideas.csv", [row]), "--publish")
    idea = Idea.objects.get()
    assert idea.statement == "<script>alert(1)</script>"
    ConsultationPageFactory(idea_set=idea.idea_set)
    shown = client.get("/api/v1/ideas").json()["items"][0]
    assert shown["statement"] == "<script>alert(1)</script>"


# Line ends and spaces.


@pytest.mark.django_db
def test_line_ends_of_any_system_are_no_change(tmp_path: Path) -> None:
    idea = IdeaFactory(public_note="One\r\ntwo\r\n\r\nthree", statement="with  two spaces")
    sheet = tmp_path / "ideas.csv"
    (row,) = exported(sheet)
    for end in ("\n", "\r\n", "\r"):
        note = row["idea_note"].replace("\r\n", end)
        told = run("import_ideas", write(sheet, [row | {"idea_note": f" {note}\n"}]))
        assert told.startswith("0 to add, 0 to change"), told
    idea.refresh_from_db()
    assert not idea.has_unpublished_changes


@pytest.mark.django_db
def test_a_line_end_in_a_title_becomes_a_space(tmp_path: Path) -> None:
    row = {"area": "An\narea", "theme": "A  theme", "idea": "One\r\nidea"}
    run("import_ideas", write(tmp_path / "ideas.csv", [row]))
    idea = Idea.objects.get()
    assert [str(idea), str(idea.theme), str(idea.theme.area)] == ["One idea", "A theme", "An area"]
    assert run("import_ideas", tmp_path / "ideas.csv").startswith("0 to add, 0 to change")
