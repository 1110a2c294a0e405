from django.db import models
from django.utils import timezone
from wagtail.models import Page

from consultation.responses.definitions import FormDefinition
from consultation.responses.querysets import FormVersionQuerySet


class FormVersion(models.Model):
    """The questions and options of one page's form as they stood for a while.

    `page_key` repeats the page's id, so that versions stay together when the
    page itself is gone; ids are not given out twice.
    """

    page = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="form_versions"
    )
    page_key = models.PositiveBigIntegerField(editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    definition_data = models.JSONField("definition", editable=False)
    first_used_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FormVersionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "form version"
        verbose_name_plural = "form versions"
        ordering = ("last_used_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("page_key", "fingerprint"), name="one_version_per_definition"
            ),
        )

    def __str__(self) -> str:
        return f"Questions of page {self.page_key} from {self.first_used_at:%d.%m.%Y %H:%M}"

    @property
    def definition(self) -> FormDefinition:
        """The questions as data."""
        return FormDefinition.from_dict(self.definition_data)
