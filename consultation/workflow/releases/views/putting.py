"""Putting one thing into a release, from its editor; and taking one out."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from consultation.common.ids import parse_id
from consultation.pages.models import ConsultationPage
from consultation.workflow.models import Release
from consultation.workflow.releases.locking import ReleaseError
from consultation.workflow.releases.permissions import ADD, may_change_item, may_gather
from consultation.workflow.releases.querysets import IDEA_KINDS, open_releases, waiting_member
from consultation.workflow.releases.services import Added, add_items, remove_member
from consultation.workflow.releases.views.base import GatheringScreen
from consultation.workflow.releases.views.rows import edit_url

# What can be put into a release, by the word that stands for it in addresses.
KINDS: dict[str, Any] = {
    "page": Page,
    **{str(kind._meta.model_name): kind for kind in IDEA_KINDS},
}


def find_item(kind: str | None, pk: str | None) -> Any:
    """Return what an address names; None where there is no such thing."""
    model, key = KINDS.get(kind or ""), parse_id(pk)
    if model is None or key is None:
        return None
    return model.objects.select_related("latest_revision").filter(pk=key).first()


def put_url(item: Any) -> str:
    """Return the address at which something is put into a release."""
    kind = "page" if isinstance(item, Page) else item._meta.model_name
    return reverse("releases:put", args=[kind, item.pk])


def tell(request: HttpRequest, release: Release, result: Added) -> None:
    """Say what was put into a release and what was not."""
    if result.titles:
        titles = ", ".join(f"“{title}”" for title in result.titles)
        messages.success(request, f"In “{release}” now: {titles}.")
    for sentence in result.refused:
        messages.error(request, sentence)


def put(request: HttpRequest, release: Release, item: Any) -> HttpResponse:
    """Put something into a release for whoever asks, and lead there."""
    if not may_gather(request.user, release) or not may_change_item(request.user, item):
        raise PermissionDenied
    try:
        tell(request, release, add_items(release, [item], request.user))
    except ReleaseError as error:
        messages.error(request, str(error))
    return redirect("releases:inspect", release.pk)


class PutView(WagtailAdminTemplateMixin, TemplateView):
    """Asks into which release a page, area, theme or idea shall go."""

    template_name = "workflow/releases/admin/put.html"
    page_title = "Add to a release"
    header_icon = "calendar-check"
    index_url = reverse_lazy("releases:index")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the thing, for those who may change it; lead to its release if it is in one."""
        if not may_gather(request.user):
            raise PermissionDenied
        self.item = find_item(kwargs["kind"], str(kwargs["pk"]))
        if self.item is None:
            raise Http404
        if not may_change_item(request.user, self.item):
            raise PermissionDenied
        member = waiting_member(self.item)
        if member is not None:
            messages.info(request, f"“{self.get_page_subtitle()}” is in this release already.")
            return redirect("releases:inspect", member.release_id)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put it into the chosen release."""
        chosen = request.POST.get("release", "")
        release = next((each for each in self._releases() if str(each.pk) == chosen), None)
        if release is None:
            messages.error(request, "Choose a release.")
            return self.render_to_response(self.get_context_data())
        return put(request, release, self.item)

    def _releases(self) -> list[Release]:
        """Return the open releases that this person may put it into."""
        releases = open_releases()
        if isinstance(self.item, Page):
            above = ConsultationPage.objects.ancestor_of(self.item, inclusive=True)
            releases = releases.filter(consultation__in=above)
        return [each for each in releases if may_gather(self.request.user, each)]

    def get_page_subtitle(self) -> str:
        """Return the title of its latest draft."""
        return str(self.item.latest_revision.object_str if self.item.latest_revision else self.item)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to its editor."""
        back = edit_url(KINDS[self.kwargs["kind"]], self.item.pk)
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": "Releases"},
            {"url": back, "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the releases, and where to begin one."""
        query = urlencode({"kind": self.kwargs["kind"], "id": self.item.pk})
        return super().get_context_data(
            title=self.get_page_subtitle(),
            releases=self._releases(),
            new_url=f"{reverse('releases:add')}?{query}" if self.request.user.has_perm(ADD) else "",
            back_url=edit_url(KINDS[self.kwargs["kind"]], self.item.pk),
            **kwargs,
        )


class RemoveView(GatheringScreen):
    """Takes something out of a release."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it out, unless somebody has done so already."""
        member = get_object_or_404(
            self.release.members.select_related("content_type"), pk=kwargs["member"]
        )
        if member.item is not None and not may_change_item(request.user, member.item):
            raise PermissionDenied
        try:
            remove_member(member, request.user)
        except ReleaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                f"“{member}” is no longer in this release. Its draft stays as it is.",
            )
        return self.back()
