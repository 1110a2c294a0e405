from django import forms
from wagtail.forms import TaskStateCommentForm


class ApprovalForm(TaskStateCommentForm):
    """What may be written beside an approval, and the fingerprint of what was on the screen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class RejectionForm(TaskStateCommentForm):
    """Why an item is sent back."""

    comment = forms.CharField(
        label="What has to change",
        help_text="Whoever sent it reads this, in the admin and by email.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say what has to change, so that the author can change it."},
    )


class RejectChangeForm(forms.Form):
    """Why a change of settings, redirects or sites is not made."""

    reason = forms.CharField(
        label="Reason",
        help_text="The person who proposed the change can read this.",
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        error_messages={
            "required": "Enter a reason, so that the person who proposed this knows what to do."
        },
    )
