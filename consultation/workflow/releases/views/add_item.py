"""Putting something into a release, from its editor or from a list of drafts; taking it out."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from consultation.common.ids import parse_id
from consultation.pages.models import ConsultationPage
from consultation.workflow.items import admin_url, key_of, kind_of
from consultation.workflow.models import Release, ReleaseItem
from consultation.workflow.releases.permissions import ADD, may_act, may_edit
from consultation.workflow.releases.querysets import (
    IDEA_KINDS,
    drafts,
    open_releases,
    waiting_item,
    waiting_items_by_key,
)
from consultation.workflow.releases.readiness import read_readiness
from consultation.workflow.releases.services import ReleaseError, add_items, remove_item
from consultation.workflow.releases.views.detail import ReleaseScreen

# What can be put into a release, by the word that stands for it in addresses.
KINDS: dict[str, Any] = {str(model._meta.model_name): model for model in (Page, *IDEA_KINDS)}


def find_item(kind: str | None, pk: str | None) -> Any:
    """Return what an address names; None where there is no such thing."""
    model, key = KINDS.get(kind or ""), parse_id(pk)
    if model is None or key is None:
        return None
    return model.objects.select_related("latest_revision").filter(pk=key).first()


def _named(item: Any) -> tuple[str, int]:
    """Return how addresses name an item."""
    return "page" if isinstance(item, Page) else item._meta.model_name, item.pk


def add_item_url(item: Any) -> str:
    """Return the address at which something is put into a release."""
    return reverse("releases:add_item", args=_named(item))


def add_and_tell(request: HttpRequest, release: Release, items: list[Any]) -> HttpResponse:
    """Put items into a release, say which are in it and which are not, and lead there."""
    try:
        result = add_items(release, items, request.user)
    except ReleaseError as error:
        messages.error(request, str(error))
    else:
        if result.titles:
            titles = ", ".join(f"“{title}”" for title in result.titles)
            messages.success(request, f"In “{release}” now: {titles}.")
        for sentence in result.refused:
            messages.error(request, sentence)
    return redirect("releases:inspect", release.pk)


class AddItemView(WagtailAdminTemplateMixin, TemplateView):
    """Asks into which release a page, area, theme or idea shall go."""

    template_name = "workflow/releases/admin/add_item.html"
    page_title = "Add to a release"
    header_icon = "calendar-check"
    index_url = reverse_lazy("releases:index")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the thing, for those who may change it; lead to its release if it is in one."""
        if not may_edit(request.user):
            raise PermissionDenied
        self.item = find_item(kwargs["kind"], str(kwargs["pk"]))
        if self.item is None:
            raise Http404
        if not may_act(request.user, "change", self.item):
            raise PermissionDenied
        place = waiting_item(self.item)
        if place is not None:
            messages.info(request, f"“{self.get_page_subtitle()}” is in this release already.")
            return redirect("releases:inspect", place.release_id)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("release", "")
        release = next((each for each in self._releases() if str(each.pk) == chosen), None)
        if release is None:
            messages.error(request, "Choose a release.")
            return self.render_to_response(self.get_context_data())
        return add_and_tell(request, release, [self.item])

    def _releases(self) -> list[Release]:
        """Return the open releases that the user may put it into."""
        releases = open_releases()
        if isinstance(self.item, Page):
            above = ConsultationPage.objects.ancestor_of(self.item, inclusive=True)
            releases = releases.filter(consultation__in=above)
        return [each for each in releases if may_edit(self.request.user, each)]

    def get_page_subtitle(self) -> str:
        return str(get_latest_str(self.item))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": "Releases"},
            {"url": admin_url(self.item, "edit"), "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = urlencode(dict(zip(("kind", "id"), _named(self.item), strict=True)))
        return super().get_context_data(
            title=self.get_page_subtitle(),
            releases=self._releases(),
            new_url=f"{reverse('releases:add')}?{query}" if self.request.user.has_perm(ADD) else "",
            back_url=admin_url(self.item, "edit"),
            **kwargs,
        )


class EditScreen(ReleaseScreen):
    """A screen for those who may change what is in the release."""

    def is_allowed(self, user: Any) -> bool:
        return may_edit(user, self.release)


class SelectItemsView(EditScreen):
    """Offers everything with unpublished changes, for several to be put into the release."""

    template_name = "workflow/releases/admin/select_items.html"
    page_title = "Add drafts"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ticked = set(request.POST.getlist("item"))
        items = [item for item in self._drafts() if _value(item) in ticked]
        if items:
            return add_and_tell(request, self.release, items)
        messages.warning(request, "Tick what shall go into the release.")
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the drafts: pages as they stand in the tree, then areas, themes, ideas."""
        items = self._drafts()
        choices = self._choices(items)
        pages = sum(isinstance(item, Page) for item in items)
        return super().get_context_data(
            groups=[("Pages", choices[:pages]), ("Areas, themes and ideas", choices[pages:])],
            is_empty=not items,
            **kwargs,
        )

    def _drafts(self) -> list[Any]:
        return drafts(self.release.consultation, self.request.user)

    def _choices(self, items: list[Any]) -> list[dict[str, Any]]:
        elsewhere = waiting_items_by_key(items)
        top = self.release.consultation.depth if self.release.consultation else 0
        # As if all of them were in it: whatever else a theme or a page needs is offered too.
        places = [
            ReleaseItem(release=self.release, content_type=base, object_id=item.pk)
            for item in items
            for base in [item.get_base_content_type()]
        ]
        return [
            {
                "value": _value(item),
                "title": status.title,
                "kind": kind_of(item),
                "depth": item.depth - top if isinstance(item, Page) else 0,
                "state": " ".join(status.reasons) or "Approved.",
                "elsewhere": elsewhere[key_of(item)].release if key_of(item) in elsewhere else None,
            }
            for item, status in zip(items, read_readiness(places), strict=True)
        ]


def _value(item: Any) -> str:
    """Return what an item's box is called in the form."""
    return "-".join(map(str, key_of(item)))


class RemoveView(EditScreen):
    """Takes something out of a release."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        places = self.release.items.select_related("content_type")
        place = get_object_or_404(places, pk=kwargs["item"])
        if place.item is not None and not may_act(request.user, "change", place.item):
            raise PermissionDenied
        done = f"“{place}” is no longer in this release. Its draft stays as it is."
        return self.try_to(remove_item, place, done=done)
