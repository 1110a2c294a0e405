"""The screen for an export: what it says, what comes of it, and who may have personal data."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.core.signing import Signer
from django.test import Client
from wagtail.models import Page, PageLogEntry

from tests.factories import SectionPageFactory, feedback_form, make_user, question
from tests.responses.actions import list_url, sign_in, store, text_of, was_refused
from tests.responses.export_bundle import ALL, make_bundle, post_export, screen_url
from tests.responses.export_readers import content, csv_rows, csv_table

pytestmark = pytest.mark.django_db

EVERYWHERE = pytest.mark.parametrize("everywhere", [False, True], ids=["one page", "all pages"])
PERSONAL = ["Your organisation", "Your email"]


def without_personal_right() -> Client:
    """Return the browser of someone who may export, but no personal data."""
    user = make_user(username="careful")
    user.user_permissions.add(
        *Permission.objects.filter(
            codename__in=("access_admin", "view_response", "export_response")
        )
    )
    client = Client()
    client.force_login(user)
    return client


@EVERYWHERE
def test_the_lists_lead_to_it(analyst: Client, page: Page, everywhere: bool) -> None:
    store(page, summary="Something")
    address = ALL if everywhere else list_url(page)
    html = analyst.get(f"{address}?q=some").content.decode()
    assert "export=choose" in html
    shown = text_of(analyst.get(screen_url(None if everywhere else page, "&q=some")))
    assert "will contain 1 response " in shown
    assert "Searched for: some" in shown
    assert "Adds “Your organisation” and “Your email”" in shown


def test_it_says_in_words_what_the_list_was_narrowed_down_to(analyst: Client, page: Page) -> None:
    store(page, summary="Something", role="Leader")
    store(page, summary="Something", role="Other")
    shown = text_of(analyst.get(screen_url(page, "&role=Leader&status=counted")))
    assert "will contain 1 response " in shown
    assert "Role: Leader" in shown
    assert "Status: Counted" in shown
    everything = text_of(analyst.get(screen_url(page)))
    assert "will contain 2 responses " in everything
    assert "There is no filter" in everything
    chosen = text_of(analyst.get(screen_url(None, "&status=counted")))
    assert "Counted" in chosen


@EVERYWHERE
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_manifest_tells_what_the_data_are(
    analyst: Client, page: Page, ending: str, everywhere: bool
) -> None:
    store(page, datetime(2026, 7, 1, tzinfo=UTC), summary="First", role="Leader")
    last = store(page, summary="Second", role="Leader")
    store(page, summary="Third", role="Other")
    where, query = (None, "&q=leader") if everywhere else (page, "&role=Leader")
    bundle = make_bundle(analyst, where, ending, query=query)
    manifest = bundle.manifest
    assert manifest["rows"] == 2
    assert manifest["sha256"] == hashlib.sha256(bundle.data).hexdigest()
    assert manifest["size"] == len(bundle.data)
    assert manifest["file"].endswith(f".{ending}")
    assert manifest["made_by"] == "analyst"
    assert manifest["personal_data"] is False
    assert manifest["newest_response"] >= last.pk
    assert manifest["portal_version"]
    assert datetime.fromisoformat(manifest["made_at"]).utcoffset() is not None
    assert [each["heading"] for each in manifest["left_out"]] == PERSONAL
    assert manifest["form_versions"] == [
        {
            "id": last.form_version_id,
            "page": page.pk,
            "fingerprint": last.form_version.fingerprint,
            "first_used_at": last.form_version.first_used_at.isoformat(),
            "rows": 2,
        }
    ]
    summary = next(each for each in manifest["columns"] if each["heading"] == "Brief summary")
    assert (summary["key"], summary["question_type"]) == ("summary", "short_text")
    assert summary["personal"] is False
    if everywhere:
        assert manifest["filter"] == {"words": [], "query": "", "searched": True}
        assert summary["pages"] == [page.pk]
    else:
        assert manifest["filter"] == {
            "words": ["Role: Leader"],
            "query": "role=Leader",
            "searched": False,
        }
    assert f"{manifest['file']} holds 2 responses" in bundle.readme


def test_the_headings_in_the_manifest_are_those_in_the_file(analyst: Client, page: Page) -> None:
    store(page, summary="Something")
    bundle = make_bundle(analyst, page)
    assert [each["heading"] for each in bundle.manifest["columns"]] == csv_table(bundle.data)[0]


def test_no_one_can_change_a_manifest_unnoticed(analyst: Client, page: Page) -> None:
    from consultation.responses.exports.manifest import is_sealed

    store(page, summary="Something")
    manifest = make_bundle(analyst, page).manifest
    assert is_sealed(manifest)
    assert not is_sealed(manifest | {"rows": 2})
    assert not is_sealed(manifest | {"seal": Signer(key="another").signature("x")})
    assert not is_sealed({name: value for name, value in manifest.items() if name != "seal"})


@EVERYWHERE
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_personal_data_are_left_out_unless_asked_for(
    analyst: Client, page: Page, ending: str, everywhere: bool
) -> None:
    store(page, summary="Something", email="jane@example.org", organisation="Jane & Sons")
    where = None if everywhere else page
    plain = make_bundle(analyst, where, ending)
    whole = make_bundle(analyst, where, ending, personal=True)
    headings = [each["heading"] for each in plain.manifest["columns"]]
    assert not set(PERSONAL) & set(headings)
    assert b"jane@example" not in plain.data
    assert whole.manifest["personal_data"] is True
    assert whole.manifest["left_out"] == []
    added = [
        each["heading"] for each in whole.manifest["columns"] if each["heading"] not in headings
    ]
    assert added == PERSONAL
    assert "The file includes personal data" in whole.readme
    assert "The file includes personal data" not in plain.readme
    if ending == "csv":
        (row,) = csv_rows(whole.data)
        assert (row["Your email"], row["Your organisation"]) == ("jane@example.org", "Jane & Sons")


@pytest.mark.parametrize("address", ["{list}?export={ending}", ALL + "?export={ending}"])
def test_plain_downloads_hold_no_personal_data(
    administrator: Client, page: Page, address: str
) -> None:
    store(page, summary="Something", email="jane@example.org")
    data = content(administrator.get(address.format(list=list_url(page), ending="csv")))
    assert b"Something" in data
    assert b"jane@example.org" not in data
    assert b"Your email" not in data


def test_what_was_marked_as_personal_once_is_left_out_for_good(analyst: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("short_text", "name", personal=True))])
    store(page, name="Jane")
    from tests.responses.actions import publish_form

    publish_form(page, question("short_text", "name", personal=False))
    store(page, name="A tool")
    assert b"Jane" not in make_bundle(analyst, page).data
    assert b"Jane" not in make_bundle(analyst, None).data
    assert b"Jane" in make_bundle(analyst, page, personal=True).data


def test_a_personal_question_takes_no_other_of_its_wording_along(analyst: Client) -> None:
    pages = [
        SectionPageFactory(
            blocks=[feedback_form(question("short_text", "what", "What?", personal=personal))]
        )
        for personal in (True, False)
    ]
    store(pages[0], what="Jane")
    store(pages[1], what="A tool")
    rows = csv_rows(make_bundle(analyst, None).data)
    assert sorted(row["What?"] for row in rows) == ["", "A tool"]
    rows = csv_rows(make_bundle(analyst, None, personal=True).data)
    assert sorted((row["What?"], row["What? (personal)"]) for row in rows) == [
        ("", "Jane"),
        ("A tool", ""),
    ]


@EVERYWHERE
def test_personal_data_need_a_right_of_their_own(page: Page, everywhere: bool) -> None:
    store(page, summary="Something", email="jane@example.org")
    client, where = without_personal_right(), None if everywhere else page
    shown = client.get(screen_url(where))
    assert 'name="personal"' not in shown.content.decode()
    assert "you may not export personal data" in text_of(shown)
    assert was_refused(post_export(client, where, "csv", personal=True))
    assert b"jane" not in make_bundle(client, where).data
    assert not PageLogEntry.objects.filter(action="responses.export_personal").exists()


@EVERYWHERE
@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher", None])
def test_who_may_not_read_may_not_export(page: Page, role: str | None, everywhere: bool) -> None:
    where = None if everywhere else page
    client = sign_in(role)
    assert was_refused(client.get(screen_url(where))) or role is None
    for answer in (client.get(screen_url(where)), post_export(client, where, "csv")):
        assert answer.status_code in (302, 403)
    anonymous = Client()
    for answer in (anonymous.get(screen_url(where)), post_export(anonymous, where, "csv")):
        assert answer["Location"].startswith("/admin/login/")


@EVERYWHERE
def test_who_may_read_and_not_export_has_no_screen(page: Page, everywhere: bool) -> None:
    reader = make_user(username="reader")
    reader.user_permissions.add(
        *Permission.objects.filter(codename__in=("access_admin", "view_response"))
    )
    client = Client()
    client.force_login(reader)
    where = None if everywhere else page
    assert "export=choose" not in client.get(ALL if everywhere else list_url(page)).content.decode()
    assert was_refused(client.get(screen_url(where)))
    assert was_refused(post_export(client, where, "csv"))


@EVERYWHERE
def test_nothing_else_is_posted_to_a_list(analyst: Client, page: Page, everywhere: bool) -> None:
    assert analyst.post(ALL if everywhere else list_url(page)).status_code == 405


def test_an_unknown_format_is_asked_again(analyst: Client, page: Page) -> None:
    response = post_export(analyst, page, "docx")
    assert response.status_code == 200
    assert "Select a valid choice" in text_of(response)


@EVERYWHERE
def test_both_kinds_are_noted_apart(analyst: Client, page: Page, everywhere: bool) -> None:
    store(page, summary="Jane", email="jane@example.org")
    where = None if everywhere else page
    plain = make_bundle(analyst, where, "csv", query="&q=Jane")
    whole = make_bundle(analyst, where, "xlsx", personal=True)
    (first,) = PageLogEntry.objects.filter(action="responses.export")
    assert first.data == {
        "format": "csv",
        "rows": 1,
        "filter": "searched=yes",
        "export": plain.manifest["export"],
    }
    (second,) = PageLogEntry.objects.filter(action="responses.export_personal")
    assert second.user.username == "analyst"
    assert second.data == {
        "format": "xlsx",
        "rows": 1,
        "filter": "",
        "export": whole.manifest["export"],
        "personal_columns": PERSONAL,
    }
    message = second.formatter.format_message(second)
    assert message == "1 response exported as xlsx, with personal data"


def test_the_page_that_all_responses_were_narrowed_down_to_is_in_the_manifest(
    analyst: Client, page: Page
) -> None:
    store(page, summary="First")
    manifest = make_bundle(analyst, None, query=f"&page={page.pk}").manifest
    assert manifest["filter"]["query"] == f"page={page.pk}"
    assert len(manifest["filter"]["words"]) == 1


def test_words_searched_for_are_in_the_manifest_with_personal_data_alone(
    analyst: Client, page: Page
) -> None:
    store(page, summary="Jane Unmistakable")
    plain = make_bundle(analyst, page, query="&q=Unmistakable").manifest
    assert plain["filter"] == {"words": [], "query": "", "searched": True}
    whole = make_bundle(analyst, page, personal=True, query="&q=Unmistakable").manifest
    assert whole["filter"]["search"] == "Unmistakable"
