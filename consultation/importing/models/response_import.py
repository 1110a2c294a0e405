from django.conf import settings
from django.db import models


class ResponseImport(models.Model):
    """An import of responses, with what is needed to take it back as a whole.

    Args:
        references: of the responses that it brought.
        form_versions: ids of the form versions that it made for them.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    file_name = models.CharField(max_length=255, editable=False)
    references = models.JSONField(default=list, editable=False)
    form_versions = models.JSONField(default=list, editable=False)
    imported_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ("-imported_at", "-pk")

    def __str__(self) -> str:
        return self.file_name
