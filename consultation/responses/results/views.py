from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.common.page_names import name_pages
from consultation.responses.admin.base import ReadersOnly
from consultation.responses.audit import log_list
from consultation.responses.results.distributions import (
    IdeaResult,
    add_scale_ends,
    read_numbers,
    read_results,
)
from consultation.responses.results.idea_results import (
    MOST_COMMENTS,
    Wording,
    read_comments,
    read_wordings,
)
from ideas.models import Idea, Theme

TITLE = "Feedback on ideas"


class _IdeaFeedbackMixin(ReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """A screen of what was said about ideas, for those who may read responses."""

    page_title = TITLE
    header_icon = "pick"


@dataclass(slots=True)
class Subject:
    """An idea or theme, and what was said about it.

    Args:
        item: the idea or theme.
        words: its words of now.
        url: where only this is shown.
        result: the figures; None where nobody answered.
        wordings: the words in which it was answered about, if they are not only those of now.
    """

    item: Idea | Theme
    words: str
    url: str
    result: IdeaResult | None
    wordings: list[Wording]


def url_of(item: Idea | Theme) -> str:
    """Return the address of what was said about an idea or theme."""
    kind = "idea" if isinstance(item, Idea) else "theme"
    return reverse("responses:idea_feedback", args=[kind, item.code])


class IdeaFeedbackListView(_IdeaFeedbackMixin):
    """All ideas with the numbers of their responses, theme by theme; where analysts begin."""

    template_name = "responses/admin/idea_feedback_list.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Say where we are."""
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add themes with their ideas; what nobody sees and nobody answered about is left out."""
        themes: list[Theme] = list(Theme.objects.select_related("area").in_order())
        ideas: list[Idea] = list(Idea.objects.select_related("theme__area").in_order())
        numbers = read_numbers(
            [*(theme.row_key for theme in themes), *(idea.row_key for idea in ideas)]
        )
        rows: dict[int, list[tuple[Idea, int, str]]] = {}
        for idea in ideas:
            number = numbers.get(idea.row_key, 0)
            if number or (idea.live and idea.hidden_by is None):
                rows.setdefault(idea.theme_id, []).append((idea, number, url_of(idea)))
        found = [
            (theme, numbers.get(theme.row_key, 0), url_of(theme), rows.get(theme.pk, []))
            for theme in themes
            if theme.pk in rows or theme.row_key in numbers
        ]
        return super().get_context_data(themes=found, **kwargs)


class IdeaFeedbackView(_IdeaFeedbackMixin):
    """The feedback on one idea, or on a theme and each of its ideas; to analysts whole."""

    template_name = "responses/admin/idea_feedback.html"

    @cached_property
    def item(self) -> Idea | Theme:
        """The idea or theme."""
        code = self.kwargs["code"]
        item: Idea | Theme | None = None
        if self.kwargs["kind"] == "idea":
            item = Idea.objects.select_related("theme").filter(code=code).first()
        elif self.kwargs["kind"] == "theme":
            item = Theme.objects.filter(code=code).first()
        if item is None:
            raise Http404
        return item

    def get_page_subtitle(self) -> str:
        """Name the idea or theme."""
        return str(self.item)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to all ideas, and from an idea to its theme."""
        above = [{"url": reverse("responses:idea_feedback_list"), "label": TITLE}]
        if isinstance(self.item, Idea):
            theme = self.item.theme
            above.append({"url": url_of(theme), "label": str(theme)})
        return [*self.breadcrumbs_items, *above, {"url": "", "label": str(self.item)}]

    def _subjects(self) -> list[Subject]:
        """Return the idea, or the theme and its ideas."""
        items: list[Idea | Theme] = [self.item]
        if isinstance(self.item, Theme):
            items += Idea.objects.filter(theme=self.item).in_order()
        keys = [item.row_key for item in items]
        results, wordings = read_results(keys), read_wordings(keys)
        add_scale_ends(results.values())
        return [
            Subject(
                item,
                str(item),
                url_of(item),
                results.get(item.row_key),
                _worth_telling(wordings[item.row_key], str(item)),
            )
            for item in items
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was said, and the comments; note in the audit log that somebody read them."""
        comments = read_comments(self.item.row_key)
        if comments:
            log_list(None, self.request)
        pages = name_pages(response for response, _ in comments)
        return super().get_context_data(
            subjects=self._subjects(),
            comments=[(response, pages[response.pk], words) for response, words in comments],
            most_comments=MOST_COMMENTS,
            **kwargs,
        )


def _worth_telling(wordings: list[Wording], words: str) -> list[Wording]:
    """Return the words in which something was answered about, unless they are those of now."""
    return [] if [each.words for each in wordings] == [words] else wordings
