from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KeyTransform
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from consultation.common.addresses import parse_id
from consultation.common.page_names import PageNames, name_pages
from consultation.common.text import alphabetical
from consultation.responses.definitions import COMMENT
from consultation.responses.models import FormVersion, Response, Status
from consultation.responses.permissions import ReadersScreenMixin
from consultation.responses.results.idea_results import (
    add_scale_ends,
    consultations_about,
    counted_consultations,
    read_numbers,
    read_results,
)
from consultation.responses.services import log_list
from ideas.models import Idea, Theme

TITLE = _("Results by idea")
# Further comments are in the exports, each in a column of its own.
MOST_COMMENTS = 50


def read_wordings(
    items: Iterable[Theme | Idea], consultation_pk: int | None
) -> dict[str, list[dict[str, Any]]]:
    """Return the wordings in which each was answered about, unless all are the current one."""
    current = {item.row_key: str(item) for item in items}
    wanted = current.keys()
    versions = list(FormVersion.objects.mentioning(*wanted))
    counted = Response.objects.filter(
        form_version__in=[version.pk for version in versions], consultation_pk=consultation_pk
    )
    answered = dict(counted.order_by().values_list("form_version").annotate(Count("pk")))
    found: dict[str, dict[str, dict[str, Any]]] = {key: {} for key in wanted}
    for version in versions:
        number = answered.get(version.pk, 0)
        rows = {row.key: row.label for each in version.definition.questions for row in each.rows}
        for key in wanted & rows.keys() if number else ():
            words = rows[key]
            new = {"words": words, "asked_from": version.first_used_at, "answered": 0}
            found[key].setdefault(words, new)["answered"] += number
    return {
        key: [] if list(wordings) == [current[key]] else list(wordings.values())
        for key, wordings in found.items()
    }


def read_comments(key: str, consultation_pk: int | None) -> list[tuple[Response, str]]:
    """Return the latest counted responses that comment on an idea, each with its comment."""
    versions: dict[str, list[int]] = {}
    for version in FormVersion.objects.mentioning(key):
        for question in version.definition.questions:
            if question.with_comment and any(row.key == key for row in question.rows):
                versions.setdefault(question.key, []).append(version.pk)
    found: list[tuple[Response, str]] = []
    for name in sorted(versions):
        comment = KeyTransform(COMMENT, KeyTransform(key, KeyTransform(name, "form_data")))
        responses = (
            Response.objects.filter(
                form_version__in=versions[name],
                status=Status.COUNTED,
                consultation_pk=consultation_pk,
            )
            .annotate(comment=comment)
            .filter(comment__isnull=False)
            .order_by("-submit_time", "-pk")[:MOST_COMMENTS]
        )
        found += [(each, each.comment) for each in responses]
    found.sort(key=lambda each: (each[0].submit_time, each[0].pk), reverse=True)
    return found[:MOST_COMMENTS]


def feedback_url(item: Idea | Theme, consultation: int | None = None) -> str:
    """Return the address of the results of an idea or theme, in a consultation if it is given."""
    kind = "idea" if isinstance(item, Idea) else "theme"
    return _in_consultation(
        reverse("responses:idea_feedback", args=[kind, item.code]), consultation
    )


def _in_consultation(url: str, consultation: int | None) -> str:
    return url if consultation is None else f"{url}?consultation={consultation}"


class ConsultationMixin(ReadersScreenMixin):
    """A screen with the results of one consultation: each keeps its own, also of shared ideas."""

    request: Any

    def choose_consultation(self, counted: list[int]) -> dict[str, Any]:
        """Return the chosen consultation and the choices, those that were counted."""
        asked = parse_id(self.request.GET.get("consultation"))
        names = PageNames([*counted, asked])
        choices = [
            (pk, names.consultation(pk) if pk else gettext("Outside any consultation"))
            for pk in dict.fromkeys([*counted, *([] if asked is None else [asked])])
        ]
        choices.sort(key=lambda choice: alphabetical(choice[1]))
        chosen = asked if asked is not None or not choices else choices[0][0]
        return {"consultation": chosen, "consultations": choices}


class IdeaFeedbackListView(ConsultationMixin, TemplateView):
    """The ideas of a consultation with the number of their responses, theme by theme."""

    template_name = "responses/admin/idea_feedback_list.html"
    page_title = TITLE
    header_icon = "pick"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add themes with their ideas, except those that are not public and have no responses.

        The sets are those that the consultation was answered about.
        """
        choice = self.choose_consultation(counted_consultations())
        chosen = choice["consultation"]
        themes: list[Theme] = list(Theme.objects.select_related("area").in_order())
        ideas: list[Idea] = list(Idea.objects.select_related("theme__area").in_order())
        numbers = read_numbers((item.row_key for item in (*themes, *ideas)), chosen)
        sets = {theme.area.idea_set_id for theme in themes if theme.row_key in numbers}
        sets |= {idea.theme.area.idea_set_id for idea in ideas if idea.row_key in numbers}
        rows: dict[int, list[tuple[Idea, int, str]]] = {}
        for idea in ideas:
            number = numbers.get(idea.row_key, 0)
            is_public = idea.live and idea.hidden_by is None
            is_asked = chosen is None or idea.theme.area.idea_set_id in sets
            if number or (is_public and is_asked):
                url = feedback_url(idea, chosen)
                rows.setdefault(idea.theme_id, []).append((idea, number, url))
        found = [
            (
                theme,
                numbers.get(theme.row_key, 0),
                feedback_url(theme, chosen),
                rows.get(theme.pk, []),
            )
            for theme in themes
            if theme.pk in rows or theme.row_key in numbers
        ]
        return super().get_context_data(themes=found, **choice, **kwargs)


class IdeaFeedbackView(ConsultationMixin, TemplateView):
    """The full results of one idea, or of a theme and each of its ideas, for analysts."""

    template_name = "responses/admin/idea_feedback.html"
    page_title = TITLE
    header_icon = "pick"

    @cached_property
    def item(self) -> Idea | Theme:
        kinds = {"idea": Idea.objects.select_related("theme"), "theme": Theme.objects.all()}
        if self.kwargs["kind"] not in kinds:
            raise Http404
        return get_object_or_404(kinds[self.kwargs["kind"]], code=self.kwargs["code"])

    def get_page_subtitle(self) -> str:
        return str(self.item)

    def get_parents(self) -> list[tuple[str, str]]:
        chosen = parse_id(self.request.GET.get("consultation"))
        themes = [self.item.theme] if isinstance(self.item, Idea) else []
        above = [(feedback_url(theme, chosen), str(theme)) for theme in themes]
        url = _in_consultation(reverse("responses:idea_feedback_list"), chosen)
        return [(url, str(TITLE)), *above]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items: list[Idea | Theme] = [self.item]
        if isinstance(self.item, Theme):
            items += Idea.objects.filter(theme=self.item).in_order()
        keys = [item.row_key for item in items]
        choice = self.choose_consultation(consultations_about(keys))
        chosen = choice["consultation"]
        # Responses outside any consultation have none, and counts have 0.
        of_responses = chosen or None
        results = read_results(keys, chosen)
        wordings = read_wordings(items, of_responses)
        add_scale_ends(results.values(), [chosen] if chosen else None)
        feedback = [
            {
                "item": item,
                "words": str(item),
                "url": feedback_url(item, chosen),
                "result": results.get(item.row_key),
                "wordings": wordings[item.row_key],
            }
            for item in items
        ]
        comments = read_comments(self.item.row_key, of_responses)
        if comments:
            log_list(None, self.request)
        pages = name_pages(response for response, _ in comments)
        return super().get_context_data(
            feedback=feedback,
            comments=[(response, pages[response.pk], words) for response, words in comments],
            most_comments=MOST_COMMENTS,
            **choice,
            **kwargs,
        )
