"""A dry run says what the writing does, word for word, and `publish` brings drafts out."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from consultation.importing.sites.services import SiteImport, import_site
from tests.importing.generated import Page as Generated
from tests.importing.publication import TOLD
from tests.importing.test_site_mkdocs import outline, told, write

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def promises(result: SiteImport) -> tuple[Any, ...]:
    """Return everything that a dry run says and writing has to keep."""
    pages = [(each.path, each.title, each.action) for each in result.pages]
    remarks = Counter((each.weight, each.place, each.text) for each in result.report.remarks)
    return pages, remarks, result.report.counts


def import_as_promised(folder: Path, *, publish: bool = False) -> SiteImport:
    foreseen = promises(import_site(folder, dry_run=True, publish=publish))
    result = import_site(folder, publish=publish)
    assert promises(result) == foreseen
    return result


def generated_site(folder: Path, number: int) -> Path:
    """Write a site by chance, with names that clash, are long or lie deep."""
    chance = random.Random(number)
    names = ["index.md", "a b.md", "a-b.md", "A_b/index.md", "a-b/index.md", f"{'n' * 240}.md"]
    names += ["/".join(["deep"] * depth) + "/x.md" for depth in range(1, 15)]
    names += [f"{'d' * 120}/{'e' * 120}/{'f' * 120}/{'g' * 120}/x.md", "页.md", "?.md", "-.md"]
    chance.shuffle(names)
    texts = {
        name: f"---\nslug: {chance.choice(['same', '', 'x' * 300])}\n---\n"
        f"{Generated(chance.randrange(1000), 4).text}"
        for name in names
    }
    listed = [name for name in names if chance.random() < 0.7]
    nav = chance.choice(
        ["", f"nav: {listed}\n", f"nav: [index.md, {{Part: {listed[:4]}}}, {{Part: {listed}}}]\n"]
    )
    return write(folder, f"site_name: Site {number}\n{nav}", texts)


@pytest.mark.parametrize("number", range(4))
def test_writing_keeps_what_the_dry_run_promises(tmp_path: Path, number: int) -> None:
    import_as_promised(generated_site(tmp_path, number), publish=number % 2 == 1)
    # Another navigation and other texts for the same files.
    settings = (tmp_path / "mkdocs.yml").read_text("utf-8").partition("nav:")[0]
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")
    (tmp_path / "docs/index.md").write_text("# Written anew\n\nWords.\n", "utf-8")
    (tmp_path / "docs/0.md").write_text("# New before all others\n", "utf-8")
    changed = import_as_promised(tmp_path)
    files = {each.path: each.action for each in changed.pages if ":" not in each.path}
    assert [path for path, action in files.items() if action == "new"] == ["0.md"]
    assert {each.action for each in import_as_promised(tmp_path).pages} == {"unchanged"}


NAMES = ("index", "a/index", "a/x", "a/y", "b")


def test_page_that_moved_in_the_source_stays_and_is_named(tmp_path: Path) -> None:
    files = {f"{name}.md": f"# {name}\n" for name in NAMES}
    nav = "site_name: Moved\nnav: [index.md, {}]\n"
    write(tmp_path, nav.format("A: [a/index.md, a/x.md, a/y.md], b.md"), files)
    import_as_promised(tmp_path)
    files |= {f"{name}.md": f"# {name}\n" for name in ("first", "new", "a/z", "a/last")}
    moved = "first.md, a/x.md, new.md, b.md, A: [a/z.md, a/index.md, a/y.md, a/last.md]"
    result = import_as_promised(write(tmp_path, nav.format(moved), files))
    assert outline(result) == [
        (0, "Moved"), (1, "A"), (2, "a/x"), (2, "a/z"), (2, "a/y"), (2, "a/last"), (1, "first"),
        (1, "new"), (1, "b"),
    ]  # fmt: skip
    assert "a/x.md “a/x” has another place in the source now" in told(result)
    assert "a/index.md “A” has another place in the source now" in told(result)


def test_new_pages_of_a_deleted_section_go_below_the_page_above_it(tmp_path: Path) -> None:
    files = {"index.md": "# I\n", "a/index.md": "# A\n", "a/x.md": "# X\n"}
    first = import_site(write(tmp_path, "site_name: Gone\n", files))
    Page.objects.get(pk=first.pages[1].page_id).delete()
    result = import_as_promised(write(tmp_path, "site_name: Gone\n", {"a/new.md": "# New\n"}))
    assert outline(result) == [(0, "Gone"), (1, "New")]


def test_nothing_is_made_up_for_what_a_source_does_not_say(tmp_path: Path, client: Client) -> None:
    files = {"index.md": "# I\n\nOur first words.\n", "a.md": "# A\n\nWords.\n"}
    result = import_as_promised(write(tmp_path, "site_name: Silent\n", files), publish=True)
    words = (
        "doubt index.md “Silent” is not finished. Complete or correct these first: Summary; "
        "Organisation; Contact; Privacy text. It stays a draft, and its forms take no answers "
        "until it is published."
    )
    assert words in told(result)
    assert client.get(result.pages[0].url).status_code == 404
    assert client.get(result.pages[1].url).status_code == 200
    draft = result.consultation.get_latest_revision_as_object()
    assert (draft.summary, draft.organisation, draft.contact, draft.privacy) == (
        "", "", "", "",
    )  # fmt: skip
    # A later version of the text leaves what an editor wrote.
    for name, text in (TOLD | {"summary": "What we want."}).items():
        setattr(draft, name, text)
    draft.save_revision()
    files["index.md"] = "# I\n\nOther words.\n"
    result = import_as_promised(write(tmp_path, "site_name: Silent\n", files), publish=True)
    assert result.pages[0].action == "edited here since"


def test_publish_brings_out_the_drafts_of_an_earlier_import(tmp_path: Path, client: Client) -> None:
    names = ("index", "edited", "locked", "withdrawn", "live", "changed")
    files = {f"{name}.md": f"# {name}\n\nWords.\n" for name in names}
    write(tmp_path, "site_name: Later\nsite_author: The county\n", files)
    pages = {each.path: Page.objects.get(pk=each.page_id) for each in import_site(tmp_path).pages}
    index = pages["index.md"].specific.get_latest_revision_as_object()
    index.summary, index.contact, index.privacy = "New", TOLD["contact"], TOLD["privacy"]
    index.save_revision().publish()
    edited = pages["edited.md"].specific
    edited.title = "Written anew"
    edited.save_revision()
    Page.objects.filter(pk=pages["locked.md"].pk).update(locked=True)
    for name in ("withdrawn", "live"):
        pages[f"{name}.md"].specific.get_latest_revision().publish()
    Page.objects.get(pk=pages["withdrawn.md"].pk).specific.unpublish()
    files["changed.md"] = "# changed\n\nOther words.\n"
    result = import_as_promised(write(tmp_path, "site_name: Later\n", files), publish=True)
    live = {path: Page.objects.get(pk=page.pk).live for path, page in pages.items()}
    assert live == {
        "index.md": True, "edited.md": False, "locked.md": False, "withdrawn.md": False,
        "live.md": True, "changed.md": True,
    }  # fmt: skip
    assert "Other words." in client.get(pages["changed.md"].specific.url).content.decode()
    assert result.report.counts["published"] == 1
    for words in (
        "edited.md “edited” was not published. It was edited in the portal since",
        "locked.md “locked” was not published. It is locked",
        "withdrawn.md “withdrawn” was not published. It was unpublished in the portal",
    ):
        assert words in told(result)
