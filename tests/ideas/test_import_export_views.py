"""Import and export of ideas in the admin: permissions, the preview, and what is saved."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.log_actions import registry

from ideas.import_export import views
from ideas.models import Area, Idea, Theme
from tests.factories import IdeaFactory, idea_tree, redraft, the_set

from .admin import ADMIN_HOME, address, messages, sign_in, was_refused, words
from .spreadsheets import Row, everything

pytestmark = pytest.mark.django_db

SCREEN, CONFIRM, EXPORT = (
    f"/admin/idea-import-export/{part}" for part in ("", "confirm/", "export/")
)
MAY = ["Editor", "Publisher", "Administrator", "superuser"]
MAY_NOT = ["Reviewer", "Analyst"]


def download(client: Client) -> list[Row]:
    response = client.get(EXPORT, {"idea_set": the_set().pk})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv"
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_file(rows: list[Row], name: str = "ideas.csv") -> SimpleUploadedFile:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    sheet = io.StringIO(newline="")
    writer = csv.DictWriter(sheet, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, sheet.getvalue().encode())


def upload(client: Client, rows: list[Row] | SimpleUploadedFile, **data: Any) -> HttpResponse:
    file = rows if isinstance(rows, SimpleUploadedFile) else as_file(rows)
    return client.post(SCREEN, {"spreadsheet": file, "idea_set": the_set().pk, **data})


def signed(response: HttpResponse) -> str:
    """Return what the screen would send back; "" if it offers nothing to agree to."""
    field = BeautifulSoup(response.content, "html.parser").select_one("input[name=signed]")
    return str(field["value"]) if field else ""


def agree(client: Client, response: HttpResponse) -> HttpResponse:
    return client.post(CONFIRM, {"signed": signed(response)}, follow=True)


def table(response: HttpResponse) -> list[list[str]]:
    page = BeautifulSoup(response.content, "html.parser")
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select(".idea-import__table tbody tr")
    ]


# Who may.


@pytest.mark.parametrize("role", MAY)
def test_who_may_add_and_change_ideas_may_import(role: str) -> None:
    idea = IdeaFactory(statement="old words")
    client = sign_in(role)
    rows = download(client)
    rows[0]["idea"] = "new words"
    response = agree(client, upload(client, rows))
    assert "Saved as drafts: 1 idea changed." in messages(response)
    idea.refresh_from_db()
    # Not even who may publish does so here.
    assert idea.statement == "old words"
    assert idea.get_latest_revision_as_object().statement == "new words"
    menu = client.get(ADMIN_HOME).content.decode()
    assert SCREEN in menu
    more = words(client.get(address(Idea, "list")))
    assert "Export ideas" in more
    assert "Import ideas" in more


@pytest.mark.parametrize("role", [*MAY_NOT, None])
def test_others_may_not(role: str | None) -> None:
    IdeaFactory()
    rows = download(sign_in("superuser"))
    rows[0]["idea"] = "new words"
    editor = sign_in("Editor")
    seal = signed(upload(editor, rows))
    before = everything()
    client = sign_in(role)
    for url in (SCREEN, CONFIRM, EXPORT):
        refused = client.get(url)
        assert was_refused(refused) or refused["Location"].startswith("/admin/login/")
    assert was_refused(upload(client, rows)) or role is None
    client.post(CONFIRM, {"signed": seal})
    assert everything() == before
    if role:
        assert SCREEN not in client.get(ADMIN_HOME).content.decode()
    if role == "Reviewer":
        assert "Export ideas" not in words(client.get(address(Idea, "list")))


def test_a_stranger_is_sent_to_sign_in() -> None:
    for url in (SCREEN, CONFIRM, EXPORT):
        assert Client().get(url)["Location"].startswith("/admin/login/")
        assert Client().post(url)["Location"].startswith("/admin/login/")


def test_forms_need_the_token() -> None:
    editor = Client(enforce_csrf_checks=True)
    editor.force_login(sign_in("Editor").get(SCREEN).wsgi_request.user)
    assert upload(editor, [{"area": "A", "theme": "B", "idea": "C"}]).status_code == 403
    assert editor.post(CONFIRM, {"signed": "x"}).status_code == 403
    assert not Area.objects.exists()


# What is shown first.


@pytest.fixture
def editor() -> Client:
    return sign_in("Editor")


def test_the_export_has_a_name_with_its_day_and_everything_in_it(editor: Client) -> None:
    idea_tree(2, 1, 2)
    response = editor.get(EXPORT, {"idea_set": the_set().pk})
    assert response["Content-Disposition"] == (
        f'attachment; filename="ideas-ideas-of-the-portal-{timezone.localdate():%Y-%m-%d}.csv"'
    )
    assert len(download(editor)) == 4
    response = upload(editor, SimpleUploadedFile("ideas.csv", response.content))
    assert "0 new, 0 changed, 8 unchanged" in words(response)
    assert "The spreadsheet has no changes." in words(response)
    assert not signed(response)


def test_what_would_change_is_shown_and_nothing_is_written(editor: Client) -> None:
    idea = IdeaFactory(lead="Share", statement="old words")
    rows = download(editor)
    rows[0] |= {"idea": "new words", "idea_status": "Being tested"}
    new = {**rows[0], "idea_code": "", "idea": "another", "theme_code": "", "theme": "New theme"}
    new |= {"theme_short_title": "New"}
    before = everything()
    response = upload(editor, [*rows, new])
    assert everything() == before
    assert "2 new, 1 changed, 2 unchanged" in words(response)
    area = idea.theme.area.name
    assert table(response) == [
        [
            "Theme New theme",
            "New",
            "3",
            f"Full title New theme Short title New Area {area}",
        ],
        [
            "Idea Share another",
            "New",
            "3",
            "Emphasised first word Share Statement another Status Being tested Theme New theme",
        ],
        [
            "Idea Share old words",
            "Changed",
            "2",
            "Statement Before: old words → After: new words "
            "Status Before: Proposed → After: Being tested",
        ],
    ]
    page = BeautifulSoup(response.content, "html.parser")
    assert [link["href"] for link in page.select(".idea-import__table a")] == [
        address(Idea, "edit", idea.pk)
    ]
    told = agree(editor, response)
    assert "Saved as drafts: 1 theme and 1 idea added; 1 idea changed." in messages(told)
    assert Idea.objects.count() == 2
    assert not Theme.objects.get(title="New theme").live


def test_problems_are_shown_by_row_and_column(editor: Client) -> None:
    IdeaFactory()
    rows = download(editor)
    rows[0] |= {"idea_status": "shelved", "area_colour": "puce"}
    response = upload(editor, rows)
    assert table(response)[:2] == [
        ["2", "area_colour", "“puce” is not one of teal, blue, violet, plum, rust, olive, slate."],
        ["2", "idea_status", "“shelved” is not one of proposed, testing, adopted, dropped."],
    ]
    assert "Nothing was changed." in words(response)
    assert not signed(response)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"nothing\n", "This is not a column of ideas"),
        (b"PK\x03\x04", "This file is damaged or has a password."),
    ],
)
def test_another_kind_of_file_is_refused_on_the_screen(
    editor: Client, data: bytes, said: str
) -> None:
    response = upload(editor, SimpleUploadedFile("ideas.csv", data))
    assert said in words(response)
    assert not signed(response)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("ideas.xls", b"PK"), "neither a CSV file nor"),
        (SimpleUploadedFile("ideas", b"area,theme,idea\n"), "neither a CSV file nor"),
        (SimpleUploadedFile("ideas.csv", b""), "The file is empty"),
        (SimpleUploadedFile("ideas.CSV", b"x" * (views.MAX_BYTES + 1)), "larger than 1 MB"),
        (None, "Choose a file"),
    ],
)
def test_other_files_are_not_even_read(
    editor: Client, file: SimpleUploadedFile | None, said: str
) -> None:
    if file:
        file.seek(0)
    response = editor.post(SCREEN, {"spreadsheet": file} if file else {})
    assert said in words(response)
    assert "Preview the import" in words(response)


def test_a_file_that_takes_too_long_is_refused(editor: Client) -> None:
    rows = [{"area": "A", "theme": "B", "idea": f"Idea {n}"} for n in range(views.MAX_ROWS + 1)]
    assert "The file has 1,001 rows; you can import up to 1,000 here." in words(
        upload(editor, rows)
    )
    response = upload(editor, rows[:-1])
    assert "1002 new" in words(response)
    # What comes back with the yes is no more than the portal takes.
    assert 0 < len(signed(response)) < 1024 * 1024


def test_other_encoding_is_named_in_the_preview(editor: Client) -> None:
    data = "area,theme,idea\nDonn\xe9es,A,B\n".encode("latin-1")
    response = upload(editor, SimpleUploadedFile("ideas.csv", data))
    assert "read as Windows-1252" in words(response)
    assert "Données" in words(response)


def test_html_in_a_file_is_shown_as_letters(editor: Client) -> None:
    row = {"area": "<img src=x onerror=alert(1)>", "theme": "B", "idea": "C"}
    row["idea_description"] = "<p>kept</p><script>alert(2)</script>"
    response = upload(editor, [row])
    assert b"<img src=x" not in response.content
    assert b"alert(2)" not in response.content
    assert "removed: script." in words(response)


# What is written then.


def test_what_was_shown_too_long_ago_is_shown_again(editor: Client) -> None:
    response = upload(editor, [{"area": "A", "theme": "B", "idea": "C"}])
    with travel(timezone.now() + timedelta(minutes=61)):
        told = agree(editor, response)
    assert "The preview is too old." in messages(told)
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    "spoil", [lambda text: "", lambda text: "x", lambda text: text[:-2] + "aa"]
)
def test_what_was_never_shown_is_not_written(editor: Client, spoil: Any) -> None:
    text = signed(upload(editor, [{"area": "A", "theme": "B", "idea": "C"}]))
    told = editor.post(CONFIRM, {"signed": spoil(text)}, follow=True)
    assert "Choose the spreadsheet again." in messages(told)
    assert not Area.objects.exists()


def test_no_one_agrees_to_what_another_was_shown(editor: Client) -> None:
    response = upload(editor, [{"area": "A", "theme": "B", "idea": "C"}])
    agree(sign_in("Publisher"), response)
    assert not Area.objects.exists()


def test_what_changed_meanwhile_is_shown_again_before_it_is_written(editor: Client) -> None:
    idea, other = IdeaFactory(statement="old words"), IdeaFactory(statement="other words")
    rows = download(editor)
    rows[0]["idea"], rows[1]["idea"] = "new words", "newer words"
    response = upload(editor, rows)
    redraft(other, statement="newer words")
    before = everything()
    told = agree(editor, response)
    assert everything() == before
    assert "Something has changed since the preview, so nothing was saved." in messages(told)
    assert [row[0] for row in table(told)] == ["Idea Share old words"]
    agree(editor, told)
    assert Idea.objects.get(pk=idea.pk).get_latest_revision_as_object().statement == "new words"


def test_a_newer_draft_that_came_meanwhile_is_not_replaced(editor: Client) -> None:
    idea = IdeaFactory(statement="old words")
    rows = download(editor)
    rows[0]["idea"] = "new words"
    response = upload(editor, rows)
    redraft(idea, public_note="A note of others")
    told = agree(editor, response)
    assert "was changed by the server on" in words(told)
    assert not signed(told)
    again = upload(editor, rows, replace_newer="on")
    assert "Replaces the newer draft by the server on" in words(again)
    agree(editor, again)
    assert Idea.objects.get().get_latest_revision_as_object().statement == "new words"


def test_a_yes_that_is_said_twice_is_written_once(editor: Client) -> None:
    response = upload(editor, [{"area": "A", "theme": "B", "idea": "C"}])
    agree(editor, response)
    told = agree(editor, response)
    assert "No changes: this spreadsheet" in messages(told)
    assert (Area.objects.count(), Theme.objects.count(), Idea.objects.count()) == (1, 1, 1)


def test_nothing_is_remembered_between_the_screens(editor: Client, settings: Any) -> None:
    """Any process may take the yes, and none needs a cache or a session for it."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    before = dict(editor.session)
    response = upload(editor, [{"area": "A", "theme": "B", "idea": "C"}])
    assert dict(editor.session) == before
    assert "Saved as drafts: 1 area, 1 theme and 1 idea added." in messages(agree(editor, response))


def test_the_history_names_who_agreed(editor: Client) -> None:
    agree(editor, upload(editor, [{"area": "A", "theme": "B", "idea": "C"}]))
    (entry,) = registry.get_logs_for_instance(Idea.objects.get())
    assert (entry.action, entry.user.get_username()) == ("wagtail.create", "editor")
    assert Idea.objects.get().latest_revision.user == entry.user


def test_the_second_screen_redirects_to_the_first_without_an_upload(editor: Client) -> None:
    assert editor.get(CONFIRM)["Location"] == reverse("ideas_import_export:index") == SCREEN
