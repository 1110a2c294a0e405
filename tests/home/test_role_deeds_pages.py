"""Role by action: what each role can do with pages and private previews, by sending forms."""

import pytest
from django.http import QueryDict
from wagtail.models import Page

from consultation.pages.library.models import LibraryEntry
from consultation.pages.models import ConsultationPage
from consultation.workflow.models import PrivatePreview
from tests.factories.editor import editor_form
from tests.home.deeds import (
    PUBLISH,
    SUBMIT,
    Deed,
    draft_title,
    first_offered,
    is_gone,
    page_form,
    saved,
    state_of,
    unchanged_form,
    who_does,
)
from tests.home.whole_portal import WholePortal

pytestmark = pytest.mark.django_db

EDIT = "/admin/pages/{draft}/edit/"
DECIDE = "/admin/pages/workflow/action/{waiting}/"
ADD = "/admin/pages/add/consultation/sectionpage/{consultation}/"


def template_form(portal: WholePortal) -> QueryDict:
    """Return the editor's form of a template, with other words in it."""
    return editor_form(portal.clients["Administrator"], portal.template, title="New", slug="new")


DEEDS = [
    Deed(
        "create",
        "E.P.M..",
        ADD,
        lambda portal: Page.objects.filter(slug="new", live=False).exists(),
        page_form,
    ),
    Deed(
        "create and publish alone",
        ".......",
        ADD,
        lambda portal: Page.objects.filter(slug="new", live=True).exists(),
        page_form,
        PUBLISH,
    ),
    Deed("edit", "ERP.M..", EDIT, lambda portal: draft_title(portal.draft) == "New", page_form),
    Deed(
        "submit",
        "ERP.M..",
        EDIT,
        lambda portal: saved(portal.draft).workflow_in_progress,
        page_form,
        SUBMIT,
    ),
    Deed(
        "publish alone",
        ".......",
        EDIT,
        lambda portal: saved(portal.draft).title == "New",
        page_form,
        PUBLISH,
    ),
    Deed(
        "publish what someone else wrote",
        "..P.M..",
        EDIT,
        lambda portal: saved(portal.draft).summary == "Other words",
        unchanged_form,
        PUBLISH,
    ),
    Deed(
        "approve",
        ".RP.M..",
        DECIDE + "approve/{task_state}/",
        lambda portal: state_of(portal.waiting) == "approved",
        data={"comment": "Good"},
    ),
    Deed(
        "reject",
        ".RP.M..",
        DECIDE + "reject/{task_state}/",
        lambda portal: state_of(portal.waiting) == "rejected",
        data={"comment": "Not yet"},
    ),
    Deed(
        "unpublish",
        "..P.M..",
        "/admin/pages/{draft}/unpublish/",
        lambda portal: not saved(portal.draft).live,
    ),
    Deed(
        "lock",
        ".RP.M..",
        "/admin/pages/{draft}/lock/",
        lambda portal: saved(portal.draft).locked,
    ),
    Deed(
        "unlock",
        ".RP.M..",
        "/admin/pages/{locked}/unlock/",
        lambda portal: not saved(portal.locked).locked,
    ),
    Deed(
        "move",
        "..P.M..",
        "/admin/pages/{draft}/move/{elsewhere}/confirm/",
        lambda portal: saved(portal.draft).get_parent().pk == portal.elsewhere.pk,
    ),
    Deed(
        "copy",
        "E.P.M..",
        "/admin/pages/{draft}/copy/",
        lambda portal: Page.objects.filter(slug="copied").exists(),
        data={"new_title": "Copied", "new_slug": "copied", "new_parent_page": "{consultation}"},
    ),
    Deed(
        "start a consultation from a template",
        "E.P.M..",
        "/admin/consultations/new/{home}/",
        lambda portal: ConsultationPage.objects.filter(slug="started", live=False).exists(),
        data={"template": "{template}", "title": "Started", "idea_set": "own"},
    ),
    Deed(
        "copy a consultation",
        "E.P.M..",
        "/admin/consultations/{consultation}/copy/",
        lambda portal: ConsultationPage.objects.filter(slug="copied", live=False).exists(),
        data={"title": "Copied", "idea_set": "share"},
    ),
    Deed(
        "save a consultation as a template",
        "E.P.M..",
        "/admin/consultations/{consultation}/save-as-template/",
        lambda portal: ConsultationPage.objects.child_of(portal.templates).count() == 5,
        data={"title": "Saved", "idea_set": "share"},
    ),
    Deed(
        "change a template",
        "ERP.M..",
        "/admin/pages/{template}/edit/",
        lambda portal: draft_title(portal.template) == "New",
        template_form,
    ),
    Deed(
        "publish a template",
        ".......",
        "/admin/pages/{template}/edit/",
        lambda portal: saved(portal.template).live,
        template_form,
        PUBLISH,
    ),
    Deed(
        "send a template to review",
        ".......",
        "/admin/pages/{template}/edit/",
        lambda portal: saved(portal.template).workflow_in_progress,
        template_form,
        SUBMIT,
    ),
    Deed("delete", "..P.M..", "/admin/pages/{draft}/delete/", lambda p: is_gone(p.draft)),
    Deed("delete answered", ".......", "/admin/pages/{page}/delete/", lambda p: is_gone(p.page)),
    Deed(
        "delete several",
        "..P.M..",
        "/admin/bulk/wagtailcore/page/delete/?id={draft}",
        lambda portal: is_gone(portal.draft),
    ),
    Deed(
        "unpublish several",
        "..P.M..",
        "/admin/bulk/wagtailcore/page/unpublish/?id={draft}",
        lambda portal: not saved(portal.draft).live,
    ),
    Deed(
        "add a form from the question library",
        "E.P.M..",
        "/admin/question-library/page/{draft}/add/",
        lambda portal: saved(portal.draft).get_latest_revision_as_object().feedback_block(),
        data={"entry": "{form_entry}"},
    ),
    Deed(
        "add a form to a page in review",
        ".......",
        "/admin/question-library/page/{waiting}/add/",
        lambda portal: saved(portal.waiting).get_latest_revision_as_object().feedback_block(),
        data={"entry": "{form_entry}"},
    ),
    Deed(
        "save a question to the question library",
        "E.P.M..",
        "/admin/question-library/page/{page}/save/",
        lambda portal: LibraryEntry.objects.filter(name="Kept").exists(),
        lambda portal: first_offered("/admin/question-library/page/{page}/save/", portal),
        data={"name": "Kept"},
    ),
    Deed(
        "delete from the question library",
        "....M..",
        "/admin/question-library/delete/{entry}/",
        lambda portal: is_gone(portal.entry),
    ),
    Deed(
        "make a private preview",
        "ERP.M..",
        "/admin/private-previews/page/{draft}/",
        lambda portal: PrivatePreview.objects.count() == 2,
        data={"shared_with": "Ada", "ends_on": "{today}", "version": "{draft_revision}"},
    ),
    Deed(
        "end a private preview",
        "ERP.M..",
        "/admin/private-previews/{preview}/end/",
        lambda portal: saved(portal.preview).ended_at,
    ),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.what)
def test_who_does_it(portal: WholePortal, deed: Deed) -> None:
    assert who_does(portal, deed) == deed.may
