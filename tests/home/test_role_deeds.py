"""Role by action: files, responses, settings, users and releases, asked by sending forms."""

import pytest
from wagtail.models import ModelLogEntry, PageLogEntry

from consultation.responses.models import Response, Status
from consultation.workflow.models import PendingChange, Release, ReleaseState
from tests.factories.answers import STANDARD_ANSWERS
from tests.home.deeds import Deed, entering_form, form_at, is_gone, saved, who_does
from tests.home.whole_portal import SECRET, WholePortal

pytestmark = pytest.mark.django_db

CHOSEN = "?selected-submissions={response}"
BECAUSE = {"reason": "They asked"}


def was_logged(action: str) -> bool:
    """Say whether something is in the audit log."""
    logs = (ModelLogEntry, PageLogEntry)
    return any(log.objects.filter(action=action).exists() for log in logs)


DEEDS = [
    Deed(
        "image: edit",
        "E.P.M..",
        "/admin/images/{image}/",
        lambda portal: saved(portal.image).title == "New",
        form_at("/admin/images/{image}/"),
        {"title": "New"},
    ),
    # In Wagtail, users who may change a file may delete it: the right to delete is not checked.
    Deed("image: delete", "E.P.M..", "/admin/images/{image}/delete/", lambda p: is_gone(p.image)),
    Deed(
        "document: edit",
        "E.P.M..",
        "/admin/documents/edit/{document}/",
        lambda portal: saved(portal.document).title == "New",
        form_at("/admin/documents/edit/{document}/"),
        {"title": "New"},
    ),
    Deed(
        "document: delete",
        "E.P.M..",
        "/admin/documents/delete/{document}/",
        lambda portal: is_gone(portal.document),
    ),
    Deed(
        "response: change status",
        "...AM..",
        f"/admin/responses/status/{CHOSEN}",
        lambda portal: saved(portal.response).status == Status.EXCLUDED,
        data={"status": Status.EXCLUDED.value} | BECAUSE,
    ),
    Deed(
        "response: enter",
        "...AM..",
        "/admin/enter-response/{page}/",
        lambda portal: Response.objects.filter(source="letter").exists(),
        entering_form,
        {"origin-source": "letter", "origin-received_on": "{today}"} | STANDARD_ANSWERS,
    ),
    Deed(
        "response: export with personal data",
        "...AM..",
        "/admin/all-responses/?export=choose",
        lambda portal: was_logged("responses.export_personal"),
        data={"export_format": "csv", "personal": "on"},
    ),
    Deed(
        "response: find a person's",
        "....M..",
        "/admin/responses/person/",
        lambda portal: was_logged("responses.find_person"),
        data={"email": "unmistakable@example.org", "step": "find"},
    ),
    Deed(
        "response: erase",
        "....M..",
        f"/admin/responses/erase/{CHOSEN}",
        lambda portal: SECRET not in str(saved(portal.response).form_data),
        data=BECAUSE,
    ),
    Deed(
        "response: erase from the list",
        "....M..",
        f"/admin/forms/submissions/{{page}}/delete/{CHOSEN}",
        lambda portal: SECRET not in str(saved(portal.response).form_data),
        data=BECAUSE,
    ),
    Deed(
        "response: redact an answer",
        "...AM..",
        "/admin/responses/{consenting}/publish/new/?answer=summary",
        lambda portal: portal.consenting.published_answers.count() == 3,
        data={"who": "A teacher"},
    ),
    Deed(
        "response: publish an answer",
        "...AM..",
        "/admin/responses/published/{draft_answer}/",
        lambda portal: saved(portal.draft_answer).state == "confirmed",
        form_at("/admin/responses/published/{draft_answer}/", "publish-form"),
        {"read": "on"},
    ),
    Deed(
        "response: withdraw a published answer",
        "...AM..",
        "/admin/responses/published/{published}/withdraw/",
        lambda portal: saved(portal.published).state == "withdrawn",
        data=BECAUSE,
    ),
    Deed(
        "response: withdraw consent",
        "...AM..",
        "/admin/responses/{consenting}/consent/",
        lambda portal: saved(portal.published).text == "",
        data=BECAUSE,
    ),
    Deed(
        "settings: propose a change of the portal",
        "....M..",
        "/admin/settings/home/portalsettings/{settings}/",
        lambda portal: PendingChange.objects.filter(values__service_name="New").exists(),
        form_at("/admin/settings/home/portalsettings/{settings}/"),
        {"service_name": "New", "footer_links-count": "0"},
    ),
    Deed(
        "users: delete",
        "....M..",
        "/admin/users/delete/{editor}/",
        lambda portal: is_gone(portal.users["Editor"]),
    ),
    Deed(
        "redirects: propose a deletion",
        "....M..",
        "/admin/redirects/{redirect}/delete/",
        lambda portal: PendingChange.objects.filter(action="delete").exists(),
    ),
    Deed(
        "topics: propose a change",
        "....M..",
        "/admin/topics/edit/{topic}/",
        lambda portal: PendingChange.objects.filter(values__name="New").exists(),
        data={"name": "New"},
    ),
    Deed(
        "releases: create",
        "E.P.M..",
        "/admin/releases/new/",
        lambda portal: Release.objects.filter(title="New").exists(),
        data={"title": "New", "consultation": "{consultation}"},
    ),
    Deed(
        "releases: cancel",
        "..P.M..",
        "/admin/releases/{release}/cancel/",
        lambda portal: saved(portal.release).state == ReleaseState.CANCELLED,
        data=BECAUSE,
    ),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.what)
def test_who_does_it(portal: WholePortal, deed: Deed) -> None:
    assert who_does(portal, deed) == deed.may
