"""What prevents the next import, and imports below a page that is there."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from consultation.importing.sites import page_writer, services
from consultation.importing.sites.services import import_site
from ideas.deletion import on_purpose
from tests.factories import ConsultationPageFactory
from tests.importing.realistic import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NAMES = ("index", "gone", "locked", "scheduled", "left")


def written(folder: Path, words: str) -> Path:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text("site_name: Again\n", "utf-8")
    for name in NAMES:
        (folder / f"docs/{name}.md").write_text(f"# Page {name}\n\n{words}\n", "utf-8")
    (folder / "docs/pic.png").write_bytes(picture(3))
    return folder


def test_what_is_on_its_way_or_gone_is_left_alone(tmp_path: Path) -> None:
    first = import_site(written(tmp_path, "Words."))
    pages = {each.path: Page.objects.get(pk=each.page_id).specific for each in first.pages}
    assert any("No page uses this file" in each.text for each in first.report.remarks)
    pages["gone.md"].delete()
    Page.objects.filter(pk=pages["locked.md"].pk).update(locked=True)
    revision = pages["scheduled.md"].latest_revision
    revision.approved_go_live_at = timezone.now()
    revision.save(update_fields=["approved_go_live_at"])
    again = import_site(written(tmp_path, "Other words."))
    assert {each.path: each.action for each in again.pages} == {
        "index.md": "changed",
        "gone.md": "deleted here since",
        "locked.md": "busy",
        "scheduled.md": "busy",
        "left.md": "changed",
    }
    assert "Other words." not in str(pages["locked.md"].get_latest_revision_as_object().body)
    assert not Page.objects.filter(slug="gone").exists()
    with on_purpose("Behind the admin’s back"):
        again.consultation.delete()
    fresh = import_site(tmp_path)
    assert {each.action for each in fresh.pages} == {"new"}


def test_below_a_consultation_it_becomes_a_part_of_it(tmp_path: Path) -> None:
    consultation = ConsultationPageFactory()
    folder = str(written(tmp_path, "Words."))
    call_command("import_mkdocs", folder, "--under", str(consultation.pk), verbosity=0)
    (part,) = Page.objects.child_of(consultation)
    assert (part.title, part.slug, part.get_children().count()) == ("Again", "again", 4)
    with pytest.raises(CommandError, match="There is no page “/nowhere/”"):
        call_command("import_mkdocs", folder, "--under", "/nowhere/")


def test_an_import_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path, "![A picture](pic.png) and [a file](file.csv).")
    (folder / "docs/file.csv").write_text("a,b\n", "utf-8")
    kept: list[str] = []

    def fail(*args: object) -> None:
        kept.extend(each.file.name for each in get_image_model().objects.all())
        kept.extend(each.file.name for each in get_document_model().objects.all())
        raise RuntimeError

    monkeypatch.setattr(page_writer, "add_redirects", fail)
    with pytest.raises(RuntimeError):
        services.import_site(folder)
    assert len(kept) == 2
    storage = get_image_model()._meta.get_field("file").storage
    assert not any(storage.exists(name) for name in kept)
    assert not Page.objects.filter(slug="again").exists()
