"""Settings, redirects, sites and topics change once a second person has confirmed it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry, Page, Site
from wagtail.test.utils.form_data import querydict_from_html

from consultation.pages.models import Topic
from consultation.workflow.models import PendingChange
from home.models import PortalSettings
from tests.factories import SectionPageFactory, site_home
from tests.factories.editor import block_fields
from tests.review.actions import browser_of, named_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ELSEWHERE = {"is_permanent": "on", "redirect_link": "https://example.org/"}


@pytest.fixture
def ada() -> Any:
    """Return an administrator."""
    return named_user("Administrator", "Ada")


@pytest.fixture
def adam() -> Any:
    """Return another administrator."""
    return named_user("Administrator", "Adam")


def old_redirect() -> Redirect:
    return Redirect.objects.get_or_create(old_path="/old", redirect_page=site_home())[0]


def spare_site() -> Site:
    fields = {"root_page": site_home(), "port": 80}
    return Site.objects.get_or_create(hostname="spare.example.org", defaults=fields)[0]


def old_topic() -> Topic:
    return Topic.objects.get_or_create(name="Parks")[0]


def settings_address() -> str:
    return reverse(
        "wagtailsettings:edit", args=["home", "portalsettings", PortalSettings.load().pk]
    )


def settings_form(**fields: Any) -> dict[str, Any]:
    stream = PortalSettings._meta.get_field("footer_links").stream_block
    empty = {
        "service_name": "Ours",
        "footer_text": "null",
        **block_fields(stream, [], "footer_links"),
    }
    return empty | fields


def site_form(**fields: Any) -> dict[str, Any]:
    return {"hostname": "new.example.org", "port": "80", "root_page": site_home().pk} | fields


@dataclass(frozen=True)
class Case:
    """A kind of change: where it is sent, what is sent, and whether it is public."""

    what: str
    address: Callable[[], str]
    data: Callable[[], dict[str, Any]]
    is_public: Callable[[], bool]


CASES = [
    Case(
        "settings: change",
        settings_address,
        lambda: settings_form(service_name="New name"),
        lambda: PortalSettings.load().service_name == "New name",
    ),
    Case(
        "redirect: add",
        lambda: reverse("wagtailredirects:add"),
        lambda: {"old_path": "/new/", **ELSEWHERE},
        lambda: Client().get("/new/").status_code == 301,
    ),
    Case(
        "redirect: change",
        lambda: reverse("wagtailredirects:edit", args=[old_redirect().pk]),
        lambda: {"old_path": "/old/", **ELSEWHERE},
        lambda: Client().get("/old/")["Location"] == "https://example.org/",
    ),
    Case(
        "redirect: delete",
        lambda: reverse("wagtailredirects:delete", args=[old_redirect().pk]),
        dict,
        lambda: Client().get("/old/").status_code == 404,
    ),
    Case(
        "site: add",
        lambda: reverse("wagtailsites:add"),
        site_form,
        lambda: Site.objects.filter(hostname="new.example.org").exists(),
    ),
    Case(
        "site: copy",
        lambda: reverse("wagtailsites:copy", args=[spare_site().pk]),
        site_form,
        lambda: Site.objects.filter(hostname="new.example.org").exists(),
    ),
    Case(
        "site: change",
        lambda: reverse("wagtailsites:edit", args=[spare_site().pk]),
        site_form,
        lambda: Site.objects.filter(hostname="new.example.org").exists(),
    ),
    Case(
        "site: delete",
        lambda: reverse("wagtailsites:delete", args=[spare_site().pk]),
        dict,
        lambda: not Site.objects.filter(hostname="spare.example.org").exists(),
    ),
    Case(
        "topic: add",
        lambda: reverse("topics:add"),
        lambda: {"name": "Roads"},
        lambda: Topic.objects.filter(name="Roads").exists(),
    ),
    Case(
        "topic: change",
        lambda: reverse("topics:edit", args=[old_topic().pk]),
        lambda: {"name": "Roads"},
        lambda: Topic.objects.filter(name="Roads").exists(),
    ),
    Case(
        "topic: delete",
        lambda: reverse("topics:delete", args=[old_topic().pk]),
        dict,
        lambda: not Topic.objects.exists(),
    ),
]
BY_NAME = {case.what: case for case in CASES}


def not_yet(case: Case) -> Case:
    """Return a kind of change that has not been made, with what it is about."""
    old_redirect()
    spare_site()
    old_topic()
    assert not case.is_public()
    return case


@pytest.fixture(params=CASES, ids=lambda case: case.what)
def case(request: pytest.FixtureRequest) -> Case:
    """Return each kind of change in turn: each has a screen of its own."""
    return not_yet(request.param)


@pytest.fixture(params=["settings: change", "redirect: add", "site: delete"])
def action(request: pytest.FixtureRequest) -> Case:
    """Return a change, an addition and a deletion in turn: all are decided on one screen."""
    return not_yet(BY_NAME[request.param])


def send(user: Any, case: Case, **more: Any) -> str:
    """Send the form of a change; return the words of the screen that follows."""
    answer = browser_of(user).post(case.address(), case.data() | more, follow=True)
    return words(answer)


def propose(user: Any, what: str, **more: Any) -> PendingChange:
    """Propose a change."""
    old_redirect()
    spare_site()
    send(user, BY_NAME[what], **more)
    return PendingChange.objects.latest("pk")


def decide(user: Any, change: PendingChange, decision: str, **more: Any) -> str:
    """Press a button on the change's screen; return the words of the screen that follows."""
    address = reverse("review:change", args=[change.pk])
    answer = browser_of(user).post(address, {"decision": decision, **more}, follow=True)
    change.refresh_from_db()
    return words(answer)


def words(answer: HttpResponse) -> str:
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def seen(user: Any, address: str) -> str:
    return words(browser_of(user).get(address))


def shown(user: Any, change: PendingChange) -> str:
    return seen(user, reverse("review:change", args=[change.pk]))


def listed(user: Any) -> HttpResponse:
    return browser_of(user).get(reverse("review:changes"))


def history(user: Any) -> str:
    return seen(user, reverse("wagtailadmin_reports:site_history"))


def test_change_is_public_once_another_administrator_confirms_it(
    case: Case, ada: Any, adam: Any
) -> None:
    told = send(ada, case)
    assert "Another administrator has to confirm it before it is public." in told
    assert not case.is_public()
    change = PendingChange.objects.get()
    assert str(change) in words(listed(adam))
    assert "public now" in decide(adam, change, "confirm")
    assert case.is_public()
    assert change.state == PendingChange.State.CONFIRMED
    assert "proposed by Ada" in history(ada)
    assert "Adam" in history(ada)
    assert str(change) not in words(listed(adam))


def test_the_proposer_of_a_change_cannot_confirm_it(action: Case, ada: Any, adam: Any) -> None:
    send(ada, action)
    change = PendingChange.objects.get()
    assert "These people can: Adam" in shown(ada, change)
    assert "someone else has to confirm it" in decide(ada, change, "confirm")
    assert not action.is_public()


def test_superuser_changes_it_alone_and_the_log_says_so(case: Case, superuser: Any) -> None:
    assert "although no second person" in send(superuser, case)
    assert case.is_public()
    assert not PendingChange.objects.exists()
    assert "Changed without a second person" in history(superuser)
    assert ModelLogEntry.objects.filter(action="review.changed_alone", user=superuser).count() == 1


def test_superuser_confirms_what_someone_else_proposed(
    action: Case, ada: Any, superuser: Any
) -> None:
    send(ada, action)
    decide(superuser, PendingChange.objects.get(), "confirm")
    assert action.is_public()


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher", "Analyst"])
def test_no_one_without_the_right_sees_or_decides(role: str, ada: Any) -> None:
    change = propose(ada, "settings: change")
    other = browser_of(named_user(role, "Other"))
    assert other.get(reverse("review:changes")).status_code == 302
    address = reverse("review:change", args=[change.pk])
    assert other.get(address).status_code == 404
    for decision in ("confirm", "reject", "withdraw"):
        assert other.post(address, {"decision": decision, "reason": "No"}).status_code == 404
    change.refresh_from_db()
    assert change.is_waiting


@pytest.mark.parametrize("decision", ["reject", "withdraw"])
def test_rejected_or_withdrawn_change_is_never_made(
    decision: str, action: Case, ada: Any, adam: Any
) -> None:
    send(ada, action)
    change = PendingChange.objects.get()
    person = adam if decision == "reject" else ada
    assert "Nothing was changed" in decide(person, change, decision, reason="It was right")
    assert not change.is_waiting
    assert "already decided" in decide(adam, change, "confirm")
    assert not action.is_public()


def test_rejection_needs_a_reason_which_the_proposer_reads(ada: Any, adam: Any) -> None:
    change = propose(ada, "settings: change")
    assert "Enter a reason" in decide(adam, change, "reject")
    assert change.is_waiting
    decide(adam, change, "reject", reason="It was right before")
    assert "It was right before" in shown(ada, change)


def test_only_the_proposer_withdraws_a_change(ada: Any, adam: Any) -> None:
    change = propose(ada, "settings: change")
    assert "You can reject it" in decide(adam, change, "withdraw")
    assert change.is_waiting


@pytest.mark.parametrize("what", [name for name in BY_NAME if not name.endswith(("add", "copy"))])
def test_change_of_what_was_changed_meanwhile_is_refused(what: str, ada: Any, adam: Any) -> None:
    change = propose(ada, what)
    kind = what.split(":")[0]
    if kind == "settings":
        PortalSettings.objects.update(organisation="Another")
    elif kind == "redirect":
        Redirect.objects.update(is_permanent=False)
    elif kind == "topic":
        Topic.objects.update(name="Green places")
    else:
        Site.objects.filter(pk=spare_site().pk).update(site_name="Another")
    assert "changed since this was proposed" in decide(adam, change, "confirm")
    assert change.is_waiting
    assert not BY_NAME[what].is_public()


def test_change_of_what_was_deleted_meanwhile_is_refused(ada: Any, adam: Any) -> None:
    change = propose(ada, "redirect: change")
    Redirect.objects.all().delete()
    assert "has been deleted" in decide(adam, change, "confirm")
    assert change.is_waiting


@pytest.mark.parametrize("what", ["redirect: add", "site: add"])
def test_second_addition_of_the_same_is_refused(what: str, ada: Any, adam: Any) -> None:
    first, second = propose(ada, what), propose(ada, what)
    decide(adam, first, "confirm")
    assert "already exists" in decide(adam, second, "confirm")
    assert second.is_waiting


def test_change_to_a_page_that_was_deleted_meanwhile_is_refused(ada: Any, adam: Any) -> None:
    page = SectionPageFactory()
    change = propose(ada, "redirect: add", redirect_page=page.pk, redirect_link="")
    Page.objects.get(pk=page.pk).delete()
    assert "Not confirmed" in decide(adam, change, "confirm")
    assert change.is_waiting


def test_form_with_faults_proposes_nothing(ada: Any) -> None:
    send(ada, BY_NAME["redirect: add"], redirect_link="no address")
    send(ada, BY_NAME["site: add"], hostname="")
    assert not PendingChange.objects.exists()


def test_form_that_changes_nothing_proposes_nothing(ada: Any, adam: Any) -> None:
    page = SectionPageFactory()
    stream = PortalSettings._meta.get_field("footer_links").stream_block
    links = [{"type": "link", "value": {"page": page.pk, "wording": "Read this"}}]
    more = block_fields(stream, links, "footer_links")
    decide(adam, propose(ada, "settings: change", **more), "confirm")
    browser = browser_of(ada)
    same = querydict_from_html(
        browser.get(settings_address()).content.decode(), form_id="w-editor-form"
    )
    stored = PortalSettings.load().footer_links[0]
    same.update(
        block_fields(
            stream, [{"type": "link", "id": stored.id, "value": links[0]["value"]}], "footer_links"
        )
    )
    answer = browser.post(settings_address(), same, follow=True)
    assert "nothing was changed" in words(answer)
    assert not PendingChange.objects.filter(state="waiting").exists()


def test_screen_shows_old_and_new_values_of_what_changes_alone(ada: Any, adam: Any) -> None:
    page = SectionPageFactory(title="Privacy")
    stream = PortalSettings._meta.get_field("footer_links").stream_block
    links = [{"type": "link", "value": {"page": page.pk, "wording": "Read <this>"}}]
    more = block_fields(stream, links, "footer_links") | {"privacy_notice": page.pk}
    change = propose(ada, "settings: change", **more)
    screen = browser_of(adam).get(reverse("review:change", args=[change.pk]))
    table = BeautifulSoup(screen.content, "html.parser").select_one("table.review-change")
    assert table is not None
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in table.select("tbody tr")
    ]
    assert ["Service name", "Consultation portal", "New name"] in rows
    assert [row[2] for row in rows if row[0] == "Privacy notice"] == [f"Privacy, page {page.pk}"]
    assert [row[2] for row in rows if row[0] == "Footer links"] == [
        f"Page: Privacy, page {page.pk}, Wording: Read <this>"
    ]
    assert "Organisation" not in [row[0] for row in rows]
    decide(adam, change, "confirm")
    assert PortalSettings.load().privacy_notice_id == page.pk
    assert PortalSettings.load().footer_links[0].value["wording"] == "Read <this>"


@pytest.mark.parametrize("what", ["settings: change", "redirect: change", "site: delete"])
def test_editor_says_that_a_change_waits(what: str, ada: Any, adam: Any) -> None:
    change = propose(ada, what)
    screen = browser_of(adam).get(BY_NAME[what].address())
    assert "A change is waiting to be confirmed" in words(screen)
    assert reverse("review:change", args=[change.pk]) in screen.content.decode()


def test_menu_leads_administrators_to_what_waits(ada: Any, editor: Any) -> None:
    propose(ada, "settings: change")
    home = reverse("wagtailadmin_home")
    assert "Changes to confirm (1)" in browser_of(ada).get(home).content.decode()
    assert "Changes to confirm" not in browser_of(editor).get(home).content.decode()


def import_redirects(user: Any) -> HttpResponse:
    """Import a file with two redirects."""
    browser = browser_of(user)
    sheet = SimpleUploadedFile("redirects.csv", b"from,to\n/a,https://a.org/\n/b,https://b.org/\n")
    asked = browser.post(reverse("wagtailredirects:start_import"), {"import_file": sheet})
    form: Any = {}
    if asked.status_code == 200:
        drawn = BeautifulSoup(asked.content, "html.parser").select("form input[type=hidden]")
        form = {each["name"]: each.get("value", "") for each in drawn if each.get("name")}
    form |= {"from_index": "0", "to_index": "1"}
    return browser.post(reverse("wagtailredirects:process_import"), form, follow=True)


def test_administrator_cannot_import_redirects(ada: Any) -> None:
    assert "Add them one by one" in words(import_redirects(ada))
    assert not Redirect.objects.exists()


def test_superuser_imports_redirects_alone_and_the_log_says_so(superuser: Any) -> None:
    assert "2 redirects were added, although no second person" in words(import_redirects(superuser))
    assert Redirect.objects.count() == 2
    assert ModelLogEntry.objects.filter(action="review.changed_alone").count() == 2


def test_list_asks_as_many_queries_for_ten_as_for_one(ada: Any, adam: Any) -> None:
    def queries() -> int:
        listed(adam)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert listed(adam).status_code == 200
        return len(captured)

    for number in range(10):
        propose(named_user("Administrator", f"Ada{number}"), "redirect: add", old_path=f"/{number}")
        if number == 0:
            with_one = queries()
    assert queries() == with_one
