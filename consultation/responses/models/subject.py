from django.db import models

from .response import Response


class Subject(models.Model):
    """An idea or theme that a response says something about, so that lists can be narrowed by it.

    An answer about an idea is one about its theme as well, by the theme that the
    idea belonged to when the answer was stored.
    """

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="subjects", db_index=False
    )
    key = models.CharField(max_length=80)
    # As the response has it: how many are about something is counted from here alone.
    page_key = models.PositiveBigIntegerField(editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("response", "key"), name="one_subject_a_response"),
        )
        indexes = (
            models.Index(fields=("key", "response"), name="subject_key"),
            models.Index(fields=("key", "page_key"), name="subject_counts"),
        )

    def __str__(self) -> str:
        return f"{self.response_id}: {self.key}"
