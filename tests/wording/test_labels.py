"""What a person sees as a label was written for them, not made from a field's name."""

from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise

OURS = ("coe_site.", "consultation.", "home.", "ideas.")
# Records that no form edits: screens show them in columns with headings of their own.
NOT_EDITED = {
    "FormVersion", "IdeaCount", "ImportedPage", "JobRun", "LibraryUse", "PendingChange",
    "PublicDates", "ReleaseItem", "Response", "ResponseIdea", "Scan",
}  # fmt: skip
# Their label is set as the form is made, or is in a template of ours or of Wagtail's.
LABELLED_ELSEWHERE = {
    "ConsultationForm.comment_notifications", "ContentPageForm.comment_notifications",
    "FilterForm.q", "FilterForm.state", "FilterForm.topic", "SubmitForm.with_all_below",
}  # fmt: skip


def models() -> list[type[Model]]:
    return [each for each in apps.get_models() if each.__module__.startswith(OURS)]


def form_classes(of: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for each in of.__subclasses__():
        if each.__module__.startswith(OURS):
            yield each
        yield from form_classes(each)


def test_every_field_of_a_model_that_people_edit_has_a_name_of_its_own() -> None:
    unnamed = [
        str(field)
        for model in models()
        if model.__name__ not in NOT_EDITED
        for field in model._meta.local_fields
        if field.editable and not field.auto_created and not isinstance(field.verbose_name, Promise)
    ]
    assert unnamed == []


@pytest.mark.usefixtures("db")
def test_every_form_field_that_people_see_has_a_label() -> None:
    classes = set(form_classes())
    unnamed = [
        f"{form.__name__}.{name}"
        for form in classes
        for name, field in getattr(form, "base_fields", {}).items()
        if field.label is None and not field.widget.is_hidden
    ]
    assert len(classes) > 20
    assert set(unnamed) == LABELLED_ELSEWHERE
