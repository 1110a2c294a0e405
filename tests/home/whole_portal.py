"""A portal with one of everything, and a browser for each role, made once for many requests."""

from typing import Any

import wagtail_factories
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Site, Task, Workflow

from consultation.importing.models import Kind, ResponseImport, Upload
from consultation.pages.copies import copy_consultation
from consultation.pages.models import TemplatesPage, Topic
from consultation.responses.models import Scan
from consultation.workflow.review.pending_changes.services import propose
from home.models import PortalSettings
from home.setup.roles import ROLES
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    IdeaFactory,
    IdeaSetFactory,
    SectionPageFactory,
    ThemeFactory,
    draft_answer,
    feedback_form,
    make_user,
    publish_answer,
    question,
    the_set,
)
from tests.previews.actions import share
from tests.releases.actions import change, fresh, make_release, submit
from tests.responses.actions import ADMIN_HOME, store

# The columns of the tables, in this order: a letter for who may, a dot for who may not.
COLUMNS = {
    "E": "Editor",
    "R": "Reviewer",
    "P": "Publisher",
    "A": "Analyst",
    "M": "Administrator",
    "n": "no role",
    "-": "anonymous",
}
SECRET = "Unmistakable"


class WholePortal:
    """Everything that a request of the admin can be about; what is written there is secret."""

    def __init__(self) -> None:
        """Set the portal up and fill it."""
        call_command("setup_portal", verbosity=0)
        self.clients = {name: Client() for name in COLUMNS.values()}
        self.users = {role: make_user(role, f"the {role}") for role in ROLES}
        self.users["no role"] = make_user(None, "someone")
        for name, user in self.users.items():
            self.clients[name].force_login(user)
        self._make_pages()
        self._make_ideas()
        self._make_the_rest()

    def _make_pages(self) -> None:
        parent = ConsultationPageFactory(title=f"{SECRET} consultation")
        self.consultation = parent
        self.elsewhere = ConsultationPageFactory(title=f"{SECRET} elsewhere")
        self.page = SectionPageFactory(
            parent=parent, title=f"{SECRET} answered", blocks=[feedback_form()]
        )
        self.response = store(
            self.page,
            summary=SECRET,
            role="Local authority leadership",
            email="unmistakable@example.org",
        )
        self._publish(parent)
        self.scan = Scan(response=self.response, name="letter.txt")
        self.scan.file.save("letter.txt", ContentFile(SECRET))
        titles = ("draft", "waiting", "locked", "gathered")
        pages = [SectionPageFactory(parent=parent, title=f"{SECRET} {title}") for title in titles]
        self.draft, self.waiting, self.locked, self.gathered = pages
        for page in (self.draft, self.waiting, self.gathered):
            change(page, summary="Other words")
        submit(self.waiting)
        self.locked.locked = True
        self.locked.save()
        self.preview = share(self.draft, make_user("Editor", "edgar"))

    def _publish(self, parent: Any) -> None:
        """Publish an answer: what is public of it is no secret, and the rest of it is."""
        consent = question("consent", "may_publish", quoting=True)
        form = feedback_form(question("short_text", "summary", "In short"), consent)
        page = SectionPageFactory(parent=parent, title="Asked", blocks=[form])
        words = f"Yes, says {SECRET}@example.org"
        self.consenting = store(page, summary=words, may_publish=True)
        self.published = publish_answer(self.consenting)
        self.draft_answer = draft_answer(self.consenting)

    def _make_ideas(self) -> None:
        self.idea_set = the_set()
        self.spare_set = IdeaSetFactory(name=f"{SECRET} spare")
        self.area = AreaFactory(name=f"{SECRET} area")
        self.theme = ThemeFactory(area=self.area, title=f"{SECRET} theme")
        self.idea = IdeaFactory(theme=self.theme, statement=f"{SECRET} idea")
        self.spare_area = AreaFactory(name=f"{SECRET} spare")
        self.spare_theme = ThemeFactory(area=self.area, title=f"{SECRET} spare")
        self.spare_idea = IdeaFactory(theme=self.theme, statement=f"{SECRET} spare")
        for item in (self.spare_area, self.spare_theme, self.spare_idea):
            change(item)
        self.waiting_area = AreaFactory(name=f"{SECRET} waiting")
        self.waiting_theme = ThemeFactory(area=self.waiting_area, title=f"{SECRET} waiting")
        self.waiting_idea = IdeaFactory(theme=self.waiting_theme, statement=f"{SECRET} waiting")
        for item in (self.waiting_area, self.waiting_theme, self.waiting_idea):
            change(item)
            submit(item)

    def _make_the_rest(self) -> None:
        self.release = make_release(self.gathered, title=f"{SECRET} release")
        files = Collection.get_first_root_node()
        self.image = wagtail_factories.ImageFactory(title=f"{SECRET} image", collection=files)
        self.document = wagtail_factories.DocumentFactory(
            title=f"{SECRET} document", collection=files, file__filename="report.txt"
        )
        self.collection = files.add_child(name=f"{SECRET} pictures")
        self.redirect = Redirect.objects.create(
            old_path="/unmistakable", redirect_page=self.page, site=Site.objects.get()
        )
        self.settings = PortalSettings.load()
        self.templates = TemplatesPage.objects.get()
        self.template = copy_consultation(
            self.elsewhere, parent=self.templates, title=f"{SECRET} template", user=None
        ).page
        self.topic = Topic.objects.create(name=f"{SECRET} topic")
        added = Redirect(old_path=f"/{SECRET}", redirect_page=self.page)
        self.pending_change = propose("add", added, make_user("Administrator", "ada"))
        self.response_import = ResponseImport.objects.create(
            user=self.users["Administrator"], page=self.page, file_name="old.csv"
        )
        self.upload = Upload(
            user=self.users["Administrator"], kind=Kind.SITE, name="site.zip", size=6, state="ready"
        )
        self.upload.file.save("site.zip", ContentFile(SECRET), save=False)
        self.upload.rejected = SECRET.encode()
        self.upload.save()

    def ids(self) -> dict[str, Any]:
        """Return what addresses are made of, by name: primary keys, for the most part."""
        things = {
            name: thing.pk for name, thing in vars(self).items() if getattr(thing, "pk", None)
        }
        for kind in ("area", "theme", "idea"):
            waiting = fresh(getattr(self, f"waiting_{kind}"))
            things[f"{kind}_revision"] = getattr(self, kind).latest_revision_id
            things[f"{kind}_task_state"] = waiting.current_workflow_task_state.pk
            things[f"{kind}_workflow_state"] = waiting.current_workflow_state.pk
        return things | {
            "files": Collection.get_first_root_node().pk,
            "code": self.idea.code,
            "upload_key": self.upload.key,
            "release_item": self.release.items.get().pk,
            "revision": self.page.latest_revision_id,
            "waiting_revision": fresh(self.waiting).latest_revision_id,
            "draft_revision": self.draft.get_latest_revision().pk,
            "editor": self.users["Editor"].pk,
            "group": self.users["Editor"].groups.get().pk,
            "home": Site.objects.get().root_page_id,
            "site": Site.objects.get().pk,
            "task": Task.objects.first().pk,
            "workflow": Workflow.objects.first().pk,
            "task_state": fresh(self.waiting).current_workflow_task_state.pk,
            "today": f"{timezone.localdate():%Y-%m-%d}",
        }


def was_refused(response: HttpResponse) -> bool:
    """Say whether a request was sent away: to the sign-in, to the front page, or with an error."""
    if response.status_code in (403, 404):
        return True
    if response.status_code != 302:
        return False
    return response["Location"] == ADMIN_HOME or response["Location"].startswith("/admin/login/")
