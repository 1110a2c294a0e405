from django.db import models


class ImportedPage(models.Model):
    """Which page came from which file, and what it looked like when it was last written.

    Args:
        source: tells the site that the file is from.
        path: the file inside of it, or a name for a section without a file.
        page: the page; None where it has been deleted since.
        digest: of what the file came to.
        content_digest: of the version that was written: another one was edited in the portal.
    """

    source = models.CharField(max_length=200)
    path = models.CharField(max_length=500)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField(auto_now=True)

    # Nobody is to be told that a page is in use because it was imported.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "path"], name="one_page_for_each_file")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.path}"
