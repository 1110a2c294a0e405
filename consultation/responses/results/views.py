from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.common.page_names import name_pages
from consultation.responses.admin.base import ReadersOnly
from consultation.responses.audit import log_list
from consultation.responses.results.distributions import (
    add_scale_ends,
    read_numbers,
    read_results,
)
from consultation.responses.results.idea_results import (
    MOST_COMMENTS,
    read_comments,
    read_wordings,
)
from ideas.models import Idea, Theme

TITLE = "Feedback on ideas"


def feedback_url(item: Idea | Theme) -> str:
    """Return the address of the feedback on an idea or theme."""
    kind = "idea" if isinstance(item, Idea) else "theme"
    return reverse("responses:idea_feedback", args=[kind, item.code])


class IdeaFeedbackListView(ReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """All ideas with the numbers of their responses, theme by theme; where analysts begin."""

    template_name = "responses/admin/idea_feedback_list.html"
    page_title = TITLE
    header_icon = "pick"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add themes with their ideas; what nobody sees and nobody answered about is left out."""
        themes: list[Theme] = list(Theme.objects.select_related("area").in_order())
        ideas: list[Idea] = list(Idea.objects.select_related("theme__area").in_order())
        keys = [*(theme.row_key for theme in themes), *(idea.row_key for idea in ideas)]
        numbers = read_numbers(keys)
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


class IdeaFeedbackView(ReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """The feedback on one idea, or on a theme and each of its ideas; to analysts whole."""

    template_name = "responses/admin/idea_feedback.html"
    page_title = TITLE
    header_icon = "pick"

    @cached_property
    def item(self) -> Idea | Theme:
        """The idea or theme."""
        if self.kwargs["kind"] == "idea":
            return get_object_or_404(Idea.objects.select_related("theme"), code=self.kwargs["code"])
        if self.kwargs["kind"] == "theme":
            return get_object_or_404(Theme, code=self.kwargs["code"])
        raise Http404

    def get_page_subtitle(self) -> str:
        return str(self.item)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = [{"url": reverse("responses:idea_feedback_list"), "label": TITLE}]
        if isinstance(self.item, Idea):
            theme = self.item.theme
            above.append({"url": feedback_url(theme), "label": str(theme)})
        return [*self.breadcrumbs_items, *above, {"url": "", "label": str(self.item)}]

    def _feedback(self) -> list[dict[str, Any]]:
        """Return the figures and wordings of the idea, or of the theme and its ideas."""
        items: list[Idea | Theme] = [self.item]
        if isinstance(self.item, Theme):
            items += Idea.objects.filter(theme=self.item).in_order()
        keys = [item.row_key for item in items]
        results, wordings = read_results(keys), read_wordings(keys)
        add_scale_ends(results.values())
        feedback = []
        for item in items:
            words, asked = str(item), wordings[item.row_key]
            feedback.append(
                {
                    "item": item,
                    "words": words,
                    "url": feedback_url(item),
                    "result": results.get(item.row_key),
                    # Told only where they are not the words of now alone.
                    "wordings": [] if [each.words for each in asked] == [words] else asked,
                }
            )
        return feedback

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures and comments; note in the audit log that comments were read."""
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
