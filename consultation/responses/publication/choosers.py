from typing import Any

from django.core.paginator import Page
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from consultation.common.addresses import parse_id
from consultation.common.admin import NothingCreatedView
from consultation.common.page_names import name_pages
from consultation.responses.models import PublishedAnswer, PublishedAnswerQuerySet


def with_page_names(answers: Any) -> list[Any]:
    """Return published answers, each with the name of its page, from one query."""
    named = list(answers)
    names = name_pages(answer.response for answer in named)
    for answer in named:
        answer.page_name = names[answer.response_id]
    return named


class PublishedSearchForm(SearchFilterMixin, BaseFilterForm):
    """Searches published answers: their words, their question and their page's title."""

    def filter(self, objects: Any) -> Any:
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(
                Q(text__icontains=word)
                | Q(question__icontains=word)
                | Q(response__page_title__icontains=word)
            )
        return objects


class PublicMixin:
    """Offers only public answers."""

    def get_object_list(self) -> PublishedAnswerQuerySet:
        return PublishedAnswer.objects.public().select_related("response")

    def get_object(self, pk: Any) -> PublishedAnswer:
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: Any) -> PublishedAnswerQuerySet:
        return self.get_object_list().filter(pk__in=[pk for pk in map(parse_id, pks) if pk])


class PublishedListMixin(PublicMixin, BaseChooseView):
    """The columns of the chooser: words, question and page."""

    filter_form_class = PublishedSearchForm
    ordering = ("-confirmed_at", "-pk")

    def get_results_page(self, request: HttpRequest) -> Page:
        results: Page = super().get_results_page(request)
        results.object_list = with_page_names(results.object_list)
        return results

    @property
    def columns(self) -> list[Column]:
        words: Column = self.title_column
        words.label = _("Words")
        return [
            words,
            Column("who", label=_("Who said it")),
            Column("question", label=_("Question")),
            Column("page", label=_("Page"), accessor="page_name"),
        ]


class ChoosePublishedView(PublishedListMixin, ChooseView):
    """The whole dialogue."""


class ChoosePublishedResultsView(PublishedListMixin, ChooseResultsView):
    """The list, after a search."""


class ChosenPublishedView(PublicMixin, ChosenView):
    """The chosen answer."""


class ChosenSeveralPublishedView(PublicMixin, ChosenMultipleView):
    """Several chosen answers."""


class PublishedAnswerChooserViewSet(ChooserViewSet):
    """Lets editors, who may not read the responses, choose a published answer."""

    model = PublishedAnswer
    icon = "openquote"
    choose_one_text = _("Choose a published answer")
    choose_another_text = _("Choose another")
    choose_view_class = ChoosePublishedView
    choose_results_view_class = ChoosePublishedResultsView
    chosen_view_class = ChosenPublishedView
    chosen_multiple_view_class = ChosenSeveralPublishedView
    create_view_class = NothingCreatedView


published_answer_chooser = PublishedAnswerChooserViewSet(
    "published_answer_chooser", url_prefix="published-answers/choose"
)

PublishedAnswerChooserBlock = published_answer_chooser.get_block_class(
    name="PublishedAnswerChooserBlock", module_path="consultation.responses.publication.choosers"
)
