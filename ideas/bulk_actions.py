from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import get_text_list
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.permissions import get_permission_name

from ideas.models import MODELS, Area, ReviewableSnippet, Theme
from ideas.services import Submitted, submit, with_all_below

BELOW = {
    Area: "Send all themes and ideas below along",
    Theme: "Send all ideas below along",
}


class SubmitForm(forms.Form):
    """What else to send for review."""

    with_all_below = forms.BooleanField(
        required=False, initial=True, help_text="Only those that have changes are sent."
    )

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if model in BELOW:
            self.fields["with_all_below"].label = BELOW[model]
        else:
            del self.fields["with_all_below"]


class SubmitForReviewAction(SnippetBulkAction):
    """Sends several drafts for review at once, and on request everything below them."""

    display_name = "Submit for review"
    action_type = "submit_for_review"
    aria_label = "Submit the chosen for review"
    template_name = "ideas/admin/submit_for_review.html"
    action_priority = 10
    form_class = SubmitForm
    models = list(MODELS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"model": self.model}

    def check_perm(self, item: ReviewableSnippet) -> bool:
        return bool(self.request.user.has_perm(get_permission_name("change", self.model)))

    @classmethod
    def execute_action(cls, objects: Iterable[ReviewableSnippet], **kwargs: Any) -> tuple[int, int]:
        view = kwargs["self"]
        if view.cleaned_form.cleaned_data.get("with_all_below"):
            objects = with_all_below(objects)
        view.submitted = submit(objects, view.request.user)
        return len(view.submitted.sent), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        submitted: Submitted = self.submitted
        for reason, items in submitted.refused.items():
            messages.info(self.request, f"Not sent, since {reason}: {_named(items)}.")
        for item, missing in submitted.incomplete.items():
            messages.warning(
                self.request,
                f"“{item.newest_draft()}” was not sent. Complete it first: {', '.join(missing)}.",
            )
        return f"Sent for review: {_named(submitted.sent)}." if submitted.sent else None


def _named(items: list[ReviewableSnippet]) -> str:
    """Return how many items of which kind there are, and of a single one the name."""
    return f"“{items[0]}”" if len(items) == 1 else get_text_list(counted(items), "and")


def counted(items: Iterable[ReviewableSnippet]) -> list[str]:
    """Return how many items of which kind there are, as in “1 theme” and “3 ideas”."""
    kinds = [type(item) for item in items]
    return [
        f"{number} {model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural}"
        for model in MODELS
        if (number := kinds.count(model))
    ]
