from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from wagtail.admin import messages
from wagtail.models import Page

from consultation.workflow.models import ReleaseMember
from consultation.workflow.releases.locking import ReleaseError
from consultation.workflow.releases.querysets import (
    draft_ideas,
    draft_pages,
    key_of,
    waiting_by_key,
)
from consultation.workflow.releases.readiness import read_readiness
from consultation.workflow.releases.services import add_items
from consultation.workflow.releases.views.base import GatheringScreen
from consultation.workflow.releases.views.putting import tell


@dataclass(slots=True)
class Candidate:
    """Something with unpublished changes.

    Args:
        value: what its box is called in the form.
        title: what its newest draft is called.
        kind: what it is, in a word.
        depth: how far below the consultation a page stands.
        state: how it stands, in a sentence.
        elsewhere: the release it is in already, or "".
        item: the thing itself.
    """

    value: str
    title: str
    kind: str
    depth: int
    state: str
    elsewhere: str
    item: Any


class ChooseView(GatheringScreen):
    """Offers everything with unpublished changes, for several to be put into the release."""

    template_name = "workflow/releases/admin/choose.html"
    page_title = "Add drafts"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put in what was ticked."""
        ticked = set(request.POST.getlist("item"))
        items = [each.item for each in self._candidates() if each.value in ticked]
        if not items:
            messages.warning(request, "Tick what shall go into the release.")
            return self.render_to_response(self.get_context_data())
        try:
            tell(request, self.release, add_items(self.release, items, request.user))
        except ReleaseError as error:
            messages.error(request, str(error))
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the candidates: pages as they stand in the tree, then areas, themes, ideas."""
        candidates = self._candidates()
        pages = [each for each in candidates if isinstance(each.item, Page)]
        ideas = [each for each in candidates if not isinstance(each.item, Page)]
        return super().get_context_data(
            groups=[("Pages", pages), ("Areas, themes and ideas", ideas)],
            is_empty=not candidates,
            **kwargs,
        )

    def _candidates(self) -> list[Candidate]:
        user = self.request.user
        pages = draft_pages(self.release.consultation, user).select_related(
            "latest_revision", "content_type"
        )
        items = [*pages, *(item for kind in draft_ideas(user) for item in kind)]
        elsewhere = waiting_by_key(items)
        top = self.release.consultation.depth if self.release.consultation else 0
        # As if all of them were in it: whatever else a theme or a page needs is offered too.
        states = read_readiness(
            [
                ReleaseMember(
                    release=self.release,
                    content_type=ContentType.objects.get_for_id(key_of(item)[0]),
                    object_id=item.pk,
                )
                for item in items
            ]
        )
        return [
            Candidate(
                value="-".join(map(str, key_of(item))),
                title=state.title,
                kind=capfirst(state.now.kind) if state.now else "",
                depth=item.depth - top if isinstance(item, Page) else 0,
                state=" ".join(state.reasons) or "Approved.",
                elsewhere=str(elsewhere[key_of(item)].release) if key_of(item) in elsewhere else "",
                item=item,
            )
            for item, state in zip(items, states, strict=True)
        ]
