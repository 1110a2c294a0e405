from typing import Any

from django.urls import reverse
from wagtail.admin.widgets.button import Button, HeaderButton

from consultation.workflow.releases.moments import in_words
from consultation.workflow.releases.permissions import CHANGE
from consultation.workflow.releases.views.base import ReleaseScreen
from consultation.workflow.releases.views.rows import Row, settled_rows, waiting_rows


class ReleaseView(ReleaseScreen):
    """A release's own page: what is in it, whether it is ready, who approved what."""

    template_name = "workflow/releases/admin/release.html"
    page_title = "Release"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": "Releases"},
            {"url": "", "label": self.get_page_title(), "sublabel": str(self.release)},
        ]

    @property
    def header_buttons(self) -> list[Button]:
        """Lead to the title and the note, for those who may change them."""
        if not (self.release.is_open and self.request.user.has_perm(CHANGE)):
            return []
        url = reverse("releases:edit", args=[self.release.pk])
        return [HeaderButton("Edit title and note", url=url, icon_name="edit")]

    @property
    def header_more_buttons(self) -> list[Button]:
        """Lead to the history."""
        url = reverse("releases:history", args=[self.release.pk])
        return [Button("History", url=url, icon_name="history")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a row for each member."""
        rows = self._rows()
        unready = sum(row.is_ready is False for row in rows)
        return super().get_context_data(rows=rows, unready=unready, facts=self._facts(), **kwargs)

    def _facts(self) -> list[tuple[str, str]]:
        """Return who did what with the release and when, as label and sentence."""
        release = self.release
        facts = []
        if release.planned_at and not release.is_held:
            facts.append(("Planned for", release.planned_in_words))
        for label, moment, by in (
            ("Begun", release.created_at, release.created_by),
            ("Scheduled", release.scheduled_at, release.scheduled_by),
            ("Released", release.released_at, release.released_by or "the schedule"),
            ("Cancelled", release.cancelled_at, release.cancelled_by),
        ):
            if moment:
                facts.append((label, f"{in_words(moment)}{f', by {by}' if by else ''}"))
        return facts

    def _rows(self) -> list[Row]:
        if self.release.is_open:
            return waiting_rows(self.read_states())
        return settled_rows(list(self.release.members.select_related("content_type")))
