from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue

from consultation.common.date_forms import ScheduleFormMixin
from consultation.common.drafts import GuidanceFormMixin
from consultation.common.text import join_words
from consultation.feedback.availability import same_instant
from ideas.models import MODELS, ReviewableSnippet


class ContentPageForm(GuidanceFormMixin, ScheduleFormMixin, WagtailAdminPageForm):
    """The editor's form of every page.

    Ideas of another set are refused here and not by the page itself: a consultation that changes
    its set must not keep approved pages from being published.
    """

    # The choosers in the page's blocks ask it what to offer.
    idea_set_of_page = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "idea_set" in self.fields:
            del self.fields["idea_set_of_page"]
        else:
            own = self.instance.idea_set_in_editor(self.parent_page)
            self.initial["idea_set_of_page"] = own or "none"

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        page = self.instance
        own = page.idea_set_in_editor(self.parent_page)
        if (theme := self.cleaned_data.get("theme")) and theme.idea_set.pk != own:
            self.add_error("theme", _("Choose a theme of the consultation’s idea set."))
        for number, block in enumerate(page.body, 1):
            if others := _of_other_sets(block.value, own):
                text = _(
                    "Block %(number)d, %(label)s: %(items)s belong to another idea set. Choose "
                    "others, or choose their set under “Idea set” in the block."
                )
                words = {"number": number, "label": block.block.label, "items": join_words(others)}
                self.add_error(None, text % words)


def _of_other_sets(value: Any, own: int | None) -> list[str]:
    """Return the names of what a block shows or asks about of another set than its own."""
    named = list(dict.fromkeys(_named(value, own)))
    sets: dict[Any, int] = {}
    for model in MODELS:
        chosen = [item.pk for item, _set in named if isinstance(item, model)]
        if chosen:
            found = model._default_manager.filter(pk__in=chosen)
            sets |= {(model, pk): its for pk, its in found.values_list("pk", model.set_path)}
    return [f"“{item}”" for item, its in named if sets.get((type(item), item.pk), its) != its]


def _named(value: Any, own: int | None) -> Iterator[tuple[ReviewableSnippet, int | None]]:
    """Yield areas, themes and ideas in a value, each with the set that it has to be of."""
    if isinstance(value, MODELS):
        yield value, own
    elif isinstance(value, StructValue):
        another = value.get("idea_set")
        for each in value.values():
            yield from _named(each, another.pk if another else own)
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _named(child.value, own)
    elif isinstance(value, ListValue):
        for each in value:
            yield from _named(each, own)


class ConsultationForm(ContentPageForm):
    """The editor's form of a consultation.

    New dates are checked here and not in the page itself: a draft that was right when it was
    written must not fail when it is published by a schedule or a release.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        last = self.instance.public_dates.last() if self.instance.pk else None
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if last is None or closes_at is None or same_instant(closes_at, last.closes_at):
            return cleaned
        now = timezone.now()
        if opens_at and closes_at <= opens_at:
            pass  # The page itself refuses that, with an error.
        elif closes_at <= now and last.closes_at and last.closes_at <= now:
            self.add_error(
                "closes_at",
                _("The consultation has closed. To reopen it, enter a date in the future."),
            )
        elif closes_at <= now:
            self.add_error(
                "closes_at",
                _("This time has passed. To close it now, enter a time in a few minutes."),
            )
        elif last.closes_at and closes_at < last.closes_at and not cleaned.get("dates_reason"):
            self.add_error(
                "dates_reason",
                _(
                    "The consultation would close earlier than announced. Enter a reason for "
                    "readers."
                ),
            )
        return cleaned
