from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from consultation.common.page_names import name_pages
from consultation.responses.permissions import ReadersScreenMixin
from consultation.responses.results.distributions import add_scale_ends, read_numbers, read_results
from consultation.responses.results.idea_results import MOST_COMMENTS, read_comments, read_wordings
from consultation.responses.services import log_list
from ideas.models import Idea, Theme

TITLE = "Feedback on ideas"


def feedback_url(item: Idea | Theme) -> str:
    """Return the address of the feedback on an idea or theme."""
    kind = "idea" if isinstance(item, Idea) else "theme"
    return reverse("responses:idea_feedback", args=[kind, item.code])


class IdeaFeedbackListView(ReadersScreenMixin, TemplateView):
    """All ideas with the numbers of their responses, theme by theme; where analysts begin."""

    template_name = "responses/admin/idea_feedback_list.html"
    page_title = TITLE
    header_icon = "pick"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add themes with their ideas; what nobody sees and nobody answered about is left out."""
        themes: list[Theme] = list(Theme.objects.select_related("area").in_order())
        ideas: list[Idea] = list(Idea.objects.select_related("theme__area").in_order())
        numbers = read_numbers(item.row_key for item in (*themes, *ideas))
        rows: dict[int, list[tuple[Idea, int, str]]] = {}
        for idea in ideas:
            number = numbers.get(idea.row_key, 0)
            if number or (idea.live and idea.hidden_by is None):
                rows.setdefault(idea.theme_id, []).append((idea, number, feedback_url(idea)))
        found = [
            (theme, numbers.get(theme.row_key, 0), feedback_url(theme), rows.get(theme.pk, []))
            for theme in themes
            if theme.pk in rows or theme.row_key in numbers
        ]
        return super().get_context_data(themes=found, **kwargs)


class IdeaFeedbackView(ReadersScreenMixin, TemplateView):
    """The feedback on one idea, or on a theme and each of its ideas; to analysts whole."""

    template_name = "responses/admin/idea_feedback.html"
    page_title = TITLE
    header_icon = "pick"

    @cached_property
    def item(self) -> Idea | Theme:
        """The idea or theme."""
        kinds = {"idea": Idea.objects.select_related("theme"), "theme": Theme.objects.all()}
        if self.kwargs["kind"] not in kinds:
            raise Http404
        return get_object_or_404(kinds[self.kwargs["kind"]], code=self.kwargs["code"])

    def get_page_subtitle(self) -> str:
        return str(self.item)

    def get_parents(self) -> list[tuple[str, str]]:
        themes = [self.item.theme] if isinstance(self.item, Idea) else []
        above = [(feedback_url(theme), str(theme)) for theme in themes]
        return [(reverse("responses:idea_feedback_list"), TITLE), *above]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *above, _ = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": str(self.item)}]

    def _feedback(self) -> list[dict[str, Any]]:
        """Return the figures and wordings of the idea, or of the theme and its ideas."""
        items: list[Idea | Theme] = [self.item]
        if isinstance(self.item, Theme):
            items += Idea.objects.filter(theme=self.item).in_order()
        keys = [item.row_key for item in items]
        results, wordings = read_results(keys), read_wordings(items)
        add_scale_ends(results.values())
        return [
            {
                "item": item,
                "words": str(item),
                "url": feedback_url(item),
                "result": results.get(item.row_key),
                "wordings": wordings[item.row_key],
            }
            for item in items
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comments = read_comments(self.item.row_key)
        if comments:
            log_list(None, self.request)
        pages = name_pages(response for response, _ in comments)
        return super().get_context_data(
            feedback=self._feedback(),
            comments=[(response, pages[response.pk], words) for response, words in comments],
            most_comments=MOST_COMMENTS,
            **kwargs,
        )
