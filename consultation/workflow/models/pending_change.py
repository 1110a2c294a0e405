from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting


class PendingChange(models.Model):
    """A change of something without drafts, which is public once a second person confirms it."""

    class Action(models.TextChoices):
        """What is to be done; the values are those of Django's permissions."""

        ADD = "add", "Add"
        CHANGE = "change", "Change"
        DELETE = "delete", "Delete"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be confirmed"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    # Of an addition empty until it is confirmed.
    object_id = models.CharField(max_length=255, blank=True)
    action = models.CharField(max_length=10, choices=Action.choices)
    title = models.CharField(max_length=500)
    # Values by field: the new ones, and those that were public when it was proposed.
    values = models.JSONField(encoder=DjangoJSONEncoder)
    based_on = models.JSONField(encoder=DjangoJSONEncoder)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING, db_index=True
    )

    class Meta:
        ordering = ["proposed_at", "pk"]
        # For the site history, which shows only what its reader has a right to view.
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.kind} “{self.title}”"

    @property
    def model(self) -> Any:
        """The model of what is changed; None once it is no longer installed."""
        return self.content_type.model_class()

    @property
    def kind(self) -> str:
        """What is changed, as it is called in a sentence."""
        model = self.model
        if model is None:
            return str(self.content_type.model)
        if issubclass(model, BaseGenericSetting | BaseSiteSetting):
            return "settings"
        return str(model._meta.verbose_name)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.state == self.State.WAITING

    @property
    def right(self) -> str:
        """The permission to make this change, which whoever confirms it needs too."""
        return f"{self.content_type.app_label}.{self.action}_{self.content_type.model}"
