from typing import Any

from django import forms
from django.core.paginator import Page
from django.db.models import Q
from django.http import HttpRequest
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from consultation.common.choosers import NothingCreatedView
from consultation.responses.models import PublishedAnswer
from consultation.responses.publication.views import with_page_names
from consultation.responses.querysets import PublishedAnswerQuerySet


def _public() -> PublishedAnswerQuerySet:
    return PublishedAnswer.objects.public().select_related("response")


class PublishedSearchForm(BaseFilterForm):
    """Finds published answers by words in them, in their question or their page's title."""

    q = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"placeholder": "Search"})
    )

    def filter(self, objects: Any) -> Any:
        """Keep those in which every word stands."""
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(
                Q(text__icontains=word)
                | Q(question__icontains=word)
                | Q(response__page_title__icontains=word)
            )
        return objects


class _Listing:
    """What the chooser's lists show: what is public anyway, and nothing else."""

    filter_form_class = PublishedSearchForm
    ordering = ("-confirmed_at", "-pk")

    def get_object_list(self) -> PublishedAnswerQuerySet:
        """Return those that readers may see."""
        return _public()

    def get_results_page(self, request: HttpRequest) -> Page:
        """Tell pages of the same title apart."""
        results: Page = super().get_results_page(request)  # type: ignore[misc]
        results.object_list = with_page_names(results.object_list)
        return results

    @property
    def columns(self) -> list[Column]:
        """The words, what was asked, and on which page."""
        words: Column = self.title_column  # type: ignore[attr-defined]
        words.label = "Words"
        return [
            words,
            Column("who", label="Who said it"),
            Column("question"),
            Column("page", accessor="page_name"),
        ]


class ChoosePublishedView(_Listing, ChooseView):
    """The chooser."""


class ChoosePublishedResultsView(_Listing, ChooseResultsView):
    """Its list, after a search."""


class ChosenPublishedView(ChosenView):
    """What was chosen."""

    def get_object(self, pk: Any) -> PublishedAnswer:
        """Return it, if readers may see it."""
        return _public().get(pk=pk)


class ChosenSeveralPublishedView(ChosenMultipleView):
    """What was chosen, where several were."""

    def get_objects(self, pks: Any) -> PublishedAnswerQuerySet:
        """Return those of them that readers may see."""
        return _public().filter(pk__in=[pk for pk in pks if pk.isdecimal()])


class PublishedAnswerChooserViewSet(ChooserViewSet):
    """Lets editors choose among published answers, who may not read the responses."""

    model = PublishedAnswer
    icon = "openquote"
    choose_one_text = "Choose a published answer"
    choose_another_text = "Choose another"
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
