from django import forms

from consultation.workflow.review.pending_changes import sentences


class RejectChangeForm(forms.Form):
    """Why a change is not made."""

    reason = forms.CharField(
        label="Reason",
        help_text="The person who proposed the change can read this.",
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        error_messages={"required": sentences.NO_REASON},
    )
