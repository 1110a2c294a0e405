"""Role by way: what each role could make public alone without drafts, and what is public then.

Words go through drafts and their review. What follows has no drafts: files, collections, redirects,
sites, settings. Each way is tried by everybody, and readers are asked what they see.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    Site,
)
from wagtail.test.utils.form_data import querydict_from_html

from home.models import PortalSettings
from ideas.deletion import GuardedError, on_purpose
from tests.factories import SectionPageFactory, make_user, redraft
from tests.releases.actions import approve, fresh, make_approved_release, plan, submit
from tests.review.files import (
    content,
    document_block,
    make_document,
    make_image,
    picture,
    picture_block,
    picture_file,
    report_file,
)
from tests.services.rollback import rolled_back

pytestmark = pytest.mark.django_db

# In the order of the tables: a letter for who changes what is public, a dot for who does not.
ROLES = {
    "E": "Editor",
    "R": "Reviewer",
    "P": "Publisher",
    "A": "Analyst",
    "M": "Administrator",
    "S": "superuser",
}


class Portal:
    """A portal with a public page that shows files, and one page and one document for few."""

    def __init__(self) -> None:
        """Set it up and fill it."""
        self.clients = {letter: Client() for letter in ROLES}
        for letter, role in ROLES.items():
            self.clients[letter].force_login(make_user(role, f"the {role}"))
        root = Collection.get_first_root_node()
        self.open = root.add_child(name="Open")
        self.image, self.document = make_image(), make_document(collection=self.open)
        self.closed = root.add_child(name="Closed")
        CollectionViewRestriction.objects.create(collection=self.closed, restriction_type="login")
        self.restricted = make_document("For few", title="For few", collection=self.closed)
        blocks = [picture_block(self.image), document_block(self.document)]
        self.page = SectionPageFactory(blocks=[*blocks, document_block(self.restricted)])
        self.private = SectionPageFactory(parent=self.page.get_parent(), title="For some")
        self.restriction = PageViewRestriction.objects.create(
            page=self.private, restriction_type="login"
        )
        self.spare = make_document("No one has seen this", title="Spare")
        self.redirect = Redirect.objects.create(old_path="/old", redirect_page=self.page)
        self.site = Site.objects.get()
        self.settings = PortalSettings.load()

    def ids(self) -> dict[str, Any]:
        """Return what addresses and forms are made of."""
        return {name: thing.pk for name, thing in self.things().items()}

    def things(self) -> dict[str, Any]:
        """Return what is in it, by name."""
        return {name: thing for name, thing in vars(self).items() if name != "clients"}

    def public(self) -> list[Any]:
        """Return all that a reader gets."""
        reader = Client()
        page = reader.get(self.page.url)
        seen: list[Any] = [(page.status_code, page.content)]
        for drawn in BeautifulSoup(page.content, "html.parser").find_all("img"):
            seen.append(content(reader.get(drawn["src"])))
        for document in get_document_model().objects.order_by("pk"):
            answer = reader.get(document.url)
            if answer.status_code != 404:
                seen.append((document.pk, answer.status_code, content(answer)))
        for address in (self.private.url, "/", "/old/", "/new/"):
            answer = reader.get(address)
            seen.append((answer.status_code, answer.get("Location"), answer.content))
        return seen


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Portal]:
    """Return the portal, made once; what a test does to it is taken back."""
    with django_db_blocker.unblock(), rolled_back():
        yield Portal()


@pytest.fixture
def portal(made: Portal, db: None) -> Portal:
    """Return the portal as it was made."""
    for thing in made.things().values():
        thing.refresh_from_db()
    return made


@dataclass(frozen=True)
class Way:
    """One way past the drafts.

    Args:
        what: in words.
        may: a letter for each who changes what is public by it.
        address: where it is sent, with the names of what is in the portal.
        data: what is sent.
        files: makes the files that are sent.
        form: the id of a form at this address whose fields are sent as well.
    """

    what: str
    may: str
    address: str
    data: dict[str, str]
    files: Callable[[], dict[str, Any]] = dict
    form: str = ""


FORM = "w-editor-form"
IMAGE = "/admin/images/{image}/"
DOCUMENT = "/admin/documents/edit/{document}/"
BULK = "/admin/bulk"
OF_IMAGES = f"{BULK}/wagtailimages/image"
OF_DOCUMENTS = f"{BULK}/wagtaildocs/document"
NEXT = "&next=/admin/"
OTHER = {"title": "Other words", "collection": "{open}", "tags": ""}
WAYS = [
    Way("image: another file", "......", IMAGE, OTHER, lambda: {"file": picture_file()}),
    Way("image: other words", "......", IMAGE, OTHER | {"description": "Other words"}),
    Way(
        "image: after an upload",
        "......",
        "/admin/images/multiple/{image}/",
        {f"image-{{image}}-{name}": value for name, value in OTHER.items()},
        lambda: {"image-1-file": picture_file()},
    ),
    Way("image: delete", "......", "/admin/images/{image}/delete/", {}),
    Way("image: delete an upload", "......", "/admin/images/multiple/{image}/delete/", {}),
    Way("image: delete several", "......", f"{OF_IMAGES}/delete/?id={{image}}{NEXT}", {}),
    Way(
        "image: move several",
        "......",
        f"{OF_IMAGES}/add_to_collection/?id={{image}}{NEXT}",
        {"collection": "{closed}"},
    ),
    Way("document: another file", "......", DOCUMENT, OTHER, lambda: {"file": report_file("New")}),
    Way("document: other words", "......", DOCUMENT, OTHER),
    Way(
        "document: after an upload",
        "......",
        "/admin/documents/multiple/{document}/",
        {f"doc-{{document}}-{name}": value for name, value in OTHER.items()},
    ),
    Way("document: close it", "......", DOCUMENT, OTHER | {"collection": "{closed}"}),
    Way("document: open it", "......", "/admin/documents/edit/{restricted}/", OTHER),
    Way("document: delete", "......", "/admin/documents/delete/{document}/", {}),
    Way("document: delete an upload", "......", "/admin/documents/multiple/{document}/delete/", {}),
    Way("document: delete several", "......", f"{OF_DOCUMENTS}/delete/?id={{document}}{NEXT}", {}),
    Way(
        "document: open several",
        "......",
        f"{OF_DOCUMENTS}/add_to_collection/?id={{restricted}}{NEXT}",
        {"collection": "{open}"},
    ),
    Way(
        "document: close several",
        "......",
        f"{OF_DOCUMENTS}/add_to_collection/?id={{document}}{NEXT}",
        {"collection": "{closed}"},
    ),
    Way(
        "document: upload",
        "......",
        "/admin/documents/add/",
        OTHER,
        lambda: {"file": report_file("Mine")},
    ),
    Way(
        "document: upload several",
        "......",
        "/admin/documents/multiple/add/",
        OTHER,
        lambda: {"files[]": report_file("Mine")},
    ),
    Way(
        "document: upload and choose",
        "......",
        "/admin/documents/chooser/create/",
        {f"document-chooser-upload-{name}": value for name, value in OTHER.items()},
        lambda: {"document-chooser-upload-file": report_file("Mine")},
    ),
    Way(
        "collection: open it",
        ".....S",
        "/admin/collections/{closed}/privacy/",
        {"restriction_type": "none", "password": ""},
    ),
    Way(
        "collection: move it",
        ".....S",
        "/admin/collections/{open}/",
        {"name": "Open", "parent": "{closed}"},
    ),
    # Its words were approved; who may read them is decided by those who may publish.
    Way(
        "page: open it",
        "..P.MS",
        "/admin/pages/{private}/privacy/",
        {"restriction_type": "none", "password": ""},
    ),
    # An administrator proposes these, and a second one confirms them: test_pending_changes.py.
    Way(
        "redirect: add",
        ".....S",
        "/admin/redirects/add/",
        {"old_path": "/new/", "is_permanent": "on", "redirect_link": "https://example.org/"},
    ),
    Way(
        "redirect: to elsewhere",
        ".....S",
        "/admin/redirects/{redirect}/",
        {"old_path": "/old/", "is_permanent": "on", "redirect_link": "https://example.org/"},
    ),
    Way("redirect: delete", ".....S", "/admin/redirects/{redirect}/delete/", {}),
    # Readers only come to a redirect where there is no page.
    Way(
        "redirect: in a page’s place",
        "......",
        "/admin/redirects/add/",
        {"old_path": "{path}", "is_permanent": "on", "redirect_link": "https://example.org/"},
    ),
    Way(
        "site: another front page",
        ".....S",
        "/admin/sites/edit/{site}/",
        {"hostname": "localhost", "port": "80", "root_page": "{page}", "is_default_site": "on"},
    ),
    Way(
        "settings: another name",
        ".....S",
        "/admin/settings/home/portalsettings/{settings}/",
        {"service_name": "Other words", "footer_links-count": "0"},
        form=FORM,
    ),
]


def send(portal: Portal, way: Way, client: Client) -> HttpResponse:
    """Go one way in someone's browser."""
    ids = portal.ids() | {"path": portal.page.url}
    address = way.address.format(**ids)
    data: dict[str, Any] = {}
    if way.form:
        shown = portal.clients["M"].get(address).content.decode()
        data = querydict_from_html(shown, form_id=way.form).dict()
    data |= {name.format(**ids): value.format(**ids) for name, value in way.data.items()}
    answer = client.post(address, data | way.files())
    # A guard that raises within a deletion would have the whole transaction taken back.
    transaction.set_rollback(False)
    return answer


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.what)
def test_who_changes_what_is_public_without_a_second_person(portal: Portal, way: Way) -> None:
    before = portal.public()
    did = ""
    for letter, client in portal.clients.items():
        with transaction.atomic():
            answer = send(portal, way, client)
            assert answer.status_code < 500, ROLES[letter]
            did += "." if portal.public() == before else letter
            transaction.set_rollback(True)
        Site.clear_site_root_paths_cache()
    assert did == way.may


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(make_user("Editor"))
    return client


def told(client: Client, address: str) -> str:
    """Return the words of a screen."""
    return BeautifulSoup(client.get(address).content, "html.parser").get_text(" ", strip=True)


def test_editor_reads_what_to_do_instead(portal: Portal, browser: Client) -> None:
    image = reverse("wagtailimages:edit", args=[portal.image.pk])
    document = reverse("wagtaildocs:edit", args=[portal.document.pk])
    assert "Upload a new file, choose it in a draft" in told(browser, image)
    assert "“The report”: it is public. Upload a new document" in told(browser, document)
    for address, screen in (
        (reverse("wagtailimages:delete", args=[portal.image.pk]), image),
        (reverse("wagtaildocs:delete", args=[portal.document.pk]), document),
    ):
        answer = browser.post(address)
        assert (answer.status_code, answer["Location"]) == (302, screen)
        assert "it is public. First remove it" in told(browser, screen)
    several = reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"])
    answer = browser.post(f"{several}?id={portal.document.pk}&next=/admin/", follow=True)
    assert "it is public. First remove it" in answer.content.decode()


def test_editor_changes_and_deletes_what_nothing_uses(portal: Portal, browser: Client) -> None:
    edit = reverse("wagtaildocs:edit", args=[portal.spare.pk])
    browser.post(edit, {"title": "Better", "collection": portal.open.pk, "tags": ""})
    assert fresh(portal.spare).title == "Better"
    browser.post(reverse("wagtaildocs:delete", args=[portal.spare.pk]))
    assert not get_document_model().objects.filter(pk=portal.spare.pk).exists()


def test_file_is_not_replaced_by_code_either_unless_on_purpose(portal: Portal) -> None:
    for file in (portal.image, portal.document, portal.spare):
        with pytest.raises(GuardedError, match="cannot replace the file"):
            file.file.save("other.png", ContentFile(picture("red")))
        file.refresh_from_db()
    with on_purpose("A court said so"):
        portal.document.file.save("other.txt", ContentFile("Other"))
    assert fresh(portal.document).filename == "other.txt"


@pytest.mark.database
@pytest.mark.parametrize("stage", ["in review", "scheduled", "in a release"])
def test_what_is_being_approved_keeps_its_files(stage: str, browser: Client) -> None:
    image, document = make_image(), make_document()
    page = SectionPageFactory()
    redraft(page, body=[picture_block(image), document_block(document)])
    if stage == "in review":
        submit(page)
    elif stage == "in a release":
        plan(make_approved_release(page))
    else:
        revision = fresh(page).latest_revision
        revision.approved_go_live_at = "2100-01-01T00:00Z"
        revision.save()
    edit = reverse("wagtaildocs:edit", args=[document.pk])
    assert "in review or has been approved" in told(browser, edit)
    browser.post(edit, {"title": "Other words", "tags": ""})
    assert fresh(document).title == "The report"
    for file, address in ((image, "wagtailimages:delete"), (document, "wagtaildocs:delete")):
        browser.post(reverse(address, args=[file.pk]))
        assert fresh(file)


def test_files_of_what_was_never_sent_for_review_can_be_deleted(browser: Client) -> None:
    document = make_document()
    page = SectionPageFactory()
    redraft(page, body=[document_block(document)])
    browser.post(reverse("wagtaildocs:delete", args=[document.pk]))
    assert not get_document_model().objects.filter(pk=document.pk).exists()


def test_document_that_was_taken_out_by_a_review_can_be_deleted(browser: Client) -> None:
    document = make_document()
    page = SectionPageFactory(blocks=[document_block(document)])
    redraft(page, body=[])
    browser.post(reverse("wagtaildocs:delete", args=[document.pk]))
    assert fresh(document)
    approve(page)
    browser.post(reverse("wagtaildocs:delete", args=[document.pk]))
    assert not get_document_model().objects.filter(pk=document.pk).exists()


def test_image_of_the_settings_is_in_use(portal: Portal, browser: Client) -> None:
    portal.settings.share_picture = image = make_image()
    portal.settings.save()
    browser.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert get_image_model().objects.filter(pk=image.pk).exists()


def test_what_administrators_propose_and_superusers_change_alone_is_in_the_log(
    portal: Portal,
) -> None:
    ways = [way for way in WAYS if way.what.startswith(("redirect:", "site:", "settings:"))]
    for way in ways:
        for letter in "MS":
            with transaction.atomic():
                send(portal, way, portal.clients[letter])
                history = told(portal.clients[letter], "/admin/reports/site-history/")
                assert f"the {ROLES[letter]}" in history, way.what
                transaction.set_rollback(True)
            Site.clear_site_root_paths_cache()
