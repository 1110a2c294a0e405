import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

FOLDER = "imports"


def upload_path(upload: "Upload", name: str) -> str:
    """Return where an upload is kept: under a name by chance, out of every reader's reach."""
    return f"{FOLDER}/{uuid.uuid4()}{PurePath(name).suffix.lower()[:12]}"


class Kind(models.TextChoices):
    """What an upload is to become."""

    SITE = "site", "Site"
    ANSWERS = "answers", "Answers"


class State(models.TextChoices):
    """How far an upload has come."""

    CHOSEN = "chosen", "Waits for you to say what its columns hold"
    WAITING = "waiting", "Waits to be looked through"
    LOOKING = "looking", "Is being looked through"
    SHOWN = "shown", "Waits for your yes"
    AGREED = "agreed", "Waits to be brought in"
    IMPORTING = "importing", "Is being brought in"
    DONE = "done", "Brought in"
    FAILED = "failed", "Could not be brought in"


# While these last, somebody waits for a task.
AT_WORK = (State.WAITING, State.LOOKING, State.AGREED, State.IMPORTING)


class Upload(models.Model):
    """A file that somebody sent to be brought into the portal, until it is or a day has passed.

    Its address holds a key by chance; only whoever sent it can open that.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, editable=False)
    name = models.CharField(max_length=255, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    file = models.FileField(upload_to=upload_path, editable=False)
    # Rows of answers that were not taken, as a file of their own; may hold personal data.
    rejected = models.FileField(upload_to=upload_path, blank=True, editable=False)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING, editable=False
    )
    options = models.JSONField(default=dict, editable=False)
    report = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        permissions = (("import_site", "Can import a site"),)
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Whether a task has it, or is about to."""
        return self.state in AT_WORK

    @property
    def words(self) -> Any:
        """How far it has come, in words."""
        return self.get_state_display()

    def transition(self, before: tuple[State, ...], after: State, **fields: Any) -> bool:
        """Move on from one state to the next, unless another process was quicker."""
        fields |= {"state": after, "changed_at": timezone.now()}
        moved = Upload.objects.filter(pk=self.pk, state__in=before).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)
        return bool(moved)
