from django.db import models
from django.utils.text import Truncator

from consultation.responses.querysets import PublishedAnswerQuerySet

from .response import Response, user_field


class Publication(models.TextChoices):
    """How far an answer is on its way to the public."""

    DRAFT = "draft", "Draft"
    CONFIRMED = "confirmed", "Confirmed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PublishedAnswer(models.Model):
    """One answer, or a part of it, as it may be public: without what tells who gave it.

    What is left out is kept as places in the answer, never as words. When the
    response is erased or its consent withdrawn, no word is left here either.
    """

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="published_answers", editable=False
    )
    answer_key = models.CharField(max_length=200, editable=False)
    question = models.TextField(editable=False)
    text = models.TextField(blank=True, editable=False)
    who = models.CharField(max_length=150, blank=True, editable=False)
    # [start, end, kind] of what is left out, and [start, end] of the part that is published.
    left_out = models.JSONField(default=list, editable=False)
    part = models.JSONField(null=True, editable=False)
    state = models.CharField(
        max_length=16, choices=Publication.choices, default=Publication.DRAFT, editable=False
    )
    drafted_at = models.DateTimeField("drafted", editable=False)
    drafted_by = user_field()
    confirmed_at = models.DateTimeField("confirmed", null=True, editable=False)
    confirmed_by = user_field()
    withdrawn_at = models.DateTimeField("withdrawn", null=True, editable=False)
    withdrawn_by = user_field()
    withdrawn_reason = models.TextField(blank=True, editable=False)

    objects = PublishedAnswerQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "published answer"
        default_permissions = ()
        permissions = (("publish_answer", "Can publish answers and withdraw them"),)
        indexes = (models.Index(fields=("state", "-drafted_at", "-id"), name="published_by_state"),)

    def __str__(self) -> str:
        """Return the beginning of what is public; nothing of what is not."""
        if self.state != Publication.CONFIRMED:
            return "An answer that is not published"
        return Truncator(" ".join(self.text.split())).chars(140)


class WithdrawnConsent(models.Model):
    """That a respondent took back their consent to the publishing of their answers."""

    response = models.OneToOneField(
        Response, on_delete=models.CASCADE, related_name="withdrawn_consent", editable=False
    )
    withdrawn_at = models.DateTimeField(editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.response_id}: consent withdrawn"
