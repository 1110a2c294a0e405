from django.db import models
from django.utils import timezone


class LedgerEntry(models.Model):
    """One line of the ledger: a response was received, or came to another status.

    Written in the transaction that stores or changes the response, and never
    changed afterwards. It repeats what names the response, so that one which is
    missing from the list can still be named.
    """

    reference = models.CharField(max_length=16, editable=False)
    page_key = models.PositiveBigIntegerField(editable=False)
    page_title = models.CharField(max_length=255, editable=False)
    consultation_key = models.PositiveBigIntegerField(null=True, editable=False)
    before = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Empty when it was received."
    )
    after = models.CharField(max_length=16, editable=False)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        default_permissions = ()
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("reference", "-id"), name="ledger_reference"),
            models.Index(fields=("consultation_key", "page_key", "before"), name="ledger_page"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("reference",),
                condition=models.Q(before=""),
                name="received_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference}: {self.before or 'received'} → {self.after}"
