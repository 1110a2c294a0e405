from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.deletion import Collector
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import GroupApprovalTask, Page, Revision, TaskState

from consultation.common.dates import long_datetime
from consultation.pages.models import ConsultationPage
from consultation.workflow.items import Key
from consultation.workflow.review.permissions import unapproved_editors
from consultation.workflow.review.services import ApprovalForm, RejectionForm, decide

# Records outlive the account of their user.
KEPT_USER: dict[str, Any] = {
    "to": settings.AUTH_USER_MODEL,
    "null": True,
    "on_delete": models.SET_NULL,
    "related_name": "+",
}

# By whether a comment is asked for.
APPROVE_LABELS = {False: _("Approve"), True: _("Approve with comment")}

# The titles of proposed changes; all others are of settings.
CHANGE_TITLES = {
    ("redirect", "add"): _("Add redirect “%(title)s”"),
    ("redirect", "change"): _("Change redirect “%(title)s”"),
    ("redirect", "delete"): _("Delete redirect “%(title)s”"),
    ("site", "add"): _("Add site “%(title)s”"),
    ("site", "change"): _("Change site “%(title)s”"),
    ("site", "delete"): _("Delete site “%(title)s”"),
    ("topic", "add"): _("Add topic “%(title)s”"),
    ("topic", "change"): _("Change topic “%(title)s”"),
    ("topic", "delete"): _("Delete topic “%(title)s”"),
}


class FourEyesTask(GroupApprovalTask):
    """A step of a review that members of its groups decide; an author may only send it back.

    An author is a user, also a superuser, who changed an item since its last approval or
    publication.
    """

    class Step(models.TextChoices):
        CONTENT_REVIEW = "content_review", _("Content review")
        SIGN_OFF = "sign_off", _("Sign-off")

    # By which the set-up finds its tasks, even if they were renamed.
    step = models.CharField(
        max_length=20, choices=Step.choices, null=True, blank=True, unique=True, editable=False
    )

    # An approval stores the version that it is about.
    keeps_version = True

    class Meta:
        verbose_name = _("Four-eyes approval task")
        verbose_name_plural = _("Four-eyes approval tasks")

    @classmethod
    def get_description(cls) -> str:
        return gettext("Members of the chosen groups decide, but no one approves their own changes")

    def may_decide(self, user: Any) -> bool:
        """Say whether the user belongs to this step at all, author or not."""
        return bool(user.is_superuser or self._user_in_groups(user))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not self.may_decide(user):
            return []
        actions = [("reject", gettext("Send back"), True)]
        if user.pk not in self._editors(obj):
            actions += [
                ("approve", str(label), with_comment)
                for with_comment, label in APPROVE_LABELS.items()
            ]
        return actions

    def _editors(self, obj: Any) -> set[int | None]:
        """Return who changed an item; cached, since one screen asks several times."""
        known: dict[int, set[int | None]] = getattr(obj, "_unapproved_editors", {})
        if obj.latest_revision_id not in known:
            known = obj._unapproved_editors = {obj.latest_revision_id: unapproved_editors(obj)}
        return known[obj.latest_revision_id]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> str:
        """Decide, and return the address that says what happened."""
        comment, seen = str(kwargs.get("comment") or ""), str(kwargs.get("seen") or "")
        reason = decide(task_state, user, action_name, comment=comment, seen=seen)
        return reverse("review:decided", args=[task_state.pk, reason or "done"])

    def get_form_for_action(self, action: str) -> type[TaskStateCommentForm]:
        return RejectionForm if action == "reject" else ApprovalForm


class PendingChange(models.Model):
    """A change of an object without drafts, which is made once a second person confirms it."""

    class Action(models.TextChoices):
        """The kind of change; the values are those of Django's permissions."""

        ADD = "add", _("Add")
        CHANGE = "change", _("Change")
        DELETE = "delete", _("Delete")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be confirmed")
        CONFIRMED = "confirmed", _("Confirmed")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    # Empty for an addition until it is confirmed.
    object_id = models.CharField(max_length=255, blank=True)
    action = models.CharField(max_length=10, choices=Action.choices)
    title = models.CharField(max_length=500)
    # Values by field: the new ones, and the public ones when it was proposed.
    values = models.JSONField(encoder=DjangoJSONEncoder)
    based_on = models.JSONField(encoder=DjangoJSONEncoder)
    proposed_by = models.ForeignKey(**KEPT_USER)
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(**KEPT_USER)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING, db_index=True
    )

    class Meta:
        verbose_name = _("pending change")
        verbose_name_plural = _("pending changes")
        ordering = ["proposed_at", "pk"]
        # For the site history, which shows only what its reader has a right to view.
        default_permissions = ("view",)

    def __str__(self) -> str:
        title = CHANGE_TITLES.get(
            (self.content_type.model, self.action), _("Change the settings of the %(title)s")
        )
        return str(title % {"title": self.title})

    @property
    def model(self) -> Any:
        """The model of what is changed; None once it is no longer installed."""
        return self.content_type.model_class()

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def right(self) -> str:
        """The permission to make this change, and to confirm it."""
        return f"{self.content_type.app_label}.{self.action}_{self.content_type.model}"


class PreviewState(models.TextChoices):
    """The state of a private preview."""

    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended on its date")
    REVOKED = "revoked", _("Ended early")


def keep_running_preview(
    collector: Collector, field: models.Field, sub_objs: Any, using: str
) -> None:
    """Refuse to purge a version that a running link shows; otherwise delete the record with it.

    `purge_revisions` skips protected versions and goes on. A page that is deleted
    takes its versions and their links along.
    """
    origin = collector.origin
    if issubclass(getattr(origin, "model", type(origin)), Revision):
        running = PrivatePreview.objects.running().filter(pk__in=[each.pk for each in sub_objs])
        if running.exists():
            models.PROTECT(collector, field, running, using)
    models.CASCADE(collector, field, sub_objs, using)


class PrivatePreviewQuerySet(models.QuerySet):
    """Private previews by state."""

    def with_facts(self) -> Self:
        """Also fetch what lists and screens show of each."""
        facts = self.select_related("revision__user", "created_by", "page", "ended_by")
        return facts.defer("revision__content")

    def in_state(self, state: str) -> Self:
        if state == PreviewState.REVOKED:
            return self.exclude(ended_at=None)
        is_running = models.Q(ends_at__gt=timezone.now())
        unrevoked = self.filter(ended_at=None)
        return unrevoked.filter(is_running if state == PreviewState.RUNNING else ~is_running)

    def running(self) -> Self:
        return self.in_state(PreviewState.RUNNING)

    def past_their_end(self) -> Self:
        """Return those that have ended, which no history records yet."""
        return self.in_state(PreviewState.ENDED).filter(end_is_logged=False)


class PrivatePreview(models.Model):
    """One version of a page, shown until some time to people with its link."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", editable=False)
    revision = models.ForeignKey(
        Revision, on_delete=keep_running_preview, related_name="+", editable=False
    )
    shared_with = models.CharField(_("shared with"), max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(**KEPT_USER, editable=False)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    end_is_logged = models.BooleanField(default=False, editable=False)
    ended_at = models.DateTimeField(_("ended early"), null=True, editable=False)
    ended_by = models.ForeignKey(**KEPT_USER, editable=False)

    objects = PrivatePreviewQuerySet.as_manager()

    # A page is not "in use" because a draft of it is shown to a person outside.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("private preview")
        verbose_name_plural = _("private previews")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return gettext("Private preview for %(name)s") % {"name": self.shared_with}

    @property
    def state(self) -> PreviewState:
        if self.ended_at:
            return PreviewState.REVOKED
        return PreviewState.ENDED if self.ends_at <= timezone.now() else PreviewState.RUNNING

    @property
    def is_running(self) -> bool:
        return self.state == PreviewState.RUNNING

    @property
    def path(self) -> str:
        """The link, without the host."""
        return reverse("private_preview", args=[self.key])


class ReleaseState(models.TextChoices):
    """The state of a release."""

    DRAFT = "draft", _("In preparation")
    SCHEDULED = "scheduled", _("Scheduled")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("Cancelled")


class Release(models.Model):
    """Drafts of a consultation that are published together, as planned or at once.

    Users are stored by name: the record has to outlive accounts.
    """

    title = models.CharField(
        _("title"),
        max_length=120,
        help_text=_("For you and your colleagues. Readers do not see it."),
    )
    # The record outlives the page, under a copy of its title.
    consultation = models.ForeignKey(
        ConsultationPage,
        verbose_name=_("consultation"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    consultation_title = models.CharField(max_length=255, editable=False)
    note = models.TextField(
        _("note"),
        blank=True,
        max_length=1000,
        help_text=_("What is in the release, and what to check."),
    )
    state = models.CharField(
        _("status"),
        max_length=16,
        choices=ReleaseState.choices,
        default=ReleaseState.DRAFT,
        editable=False,
    )
    planned_at = models.DateTimeField(_("planned for"), null=True, editable=False)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.CharField(max_length=255, blank=True, editable=False)
    scheduled_at = models.DateTimeField(null=True, editable=False)
    scheduled_by = models.CharField(max_length=255, blank=True, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    # Empty if the schedule released it.
    released_by = models.CharField(max_length=255, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.CharField(max_length=255, blank=True, editable=False)

    # Why the last scheduled attempt published nothing. It is then up to a person.
    failed_at = models.DateTimeField(null=True, editable=False)
    failure = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("-created_at", "-pk")
        # A release is cancelled, not deleted: it is a record.
        default_permissions = ("add", "change", "view")
        permissions = (("publish_release", _("Can schedule, release and cancel releases")),)
        indexes = (models.Index(fields=("state", "planned_at"), name="release_due"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed, and its items are held back."""
        return self.state in (ReleaseState.DRAFT, ReleaseState.SCHEDULED)

    @property
    def is_scheduled(self) -> bool:
        return self.state == ReleaseState.SCHEDULED

    @property
    def has_failed(self) -> bool:
        """Whether it was due and was not released: a person has to decide."""
        return self.is_scheduled and self.failed_at is not None

    @property
    def planned_in_words(self) -> str:
        return long_datetime(self.planned_at)

    @property
    def refusal(self) -> str:
        """Why it can no longer be changed."""
        if self.state == ReleaseState.RELEASED:
            return gettext("“%(release)s” is already released.") % {"release": self}
        return gettext("“%(release)s” is already cancelled.") % {"release": self}


class ReleaseItemState(models.TextChoices):
    """The state of an item in a release."""

    WAITING = "waiting", _("Waiting for the release")
    RELEASED = "released", _("Released")
    LET_GO = "let_go", _("Taken out when the release was cancelled")


class ReleaseItem(models.Model):
    """A page, area, theme or idea in a release, and the permanent record of its publication."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="items")
    # The type that Wagtail's revisions and reviews use: every page is a Page here.
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey("content_type", "object_id", for_concrete_model=False)
    title = models.CharField(max_length=500)
    # In the portal's language, for when the item no longer exists.
    kind = models.CharField(max_length=100)
    state = models.CharField(
        max_length=16, choices=ReleaseItemState.choices, default=ReleaseItemState.WAITING
    )
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=255, blank=True)

    # Who approved what and when, as text, stored with the approval.
    approvals = models.JSONField(default=list)
    # The changes of questions, in words, with their version.
    questions = models.JSONField(default=dict)
    # The published version, and the one that readers saw before it.
    revision_number = models.PositiveBigIntegerField(null=True)
    replaced_revision_number = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("release item")
        verbose_name_plural = _("release items")
        ordering = ("added_at", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("content_type", "object_id"),
                condition=models.Q(state="waiting"),
                name="item_in_one_open_release",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> Key:
        """The key of the item, as from `key_of`."""
        return self.content_type_id, str(self.object_id)

    @property
    def refusal(self) -> str:
        """Why it cannot be published alone."""
        return gettext(
            "“%(title)s” was not published, because it is in the release “%(release)s”. To publish "
            "it alone, take it out of the release first."
        ) % {"title": self.title, "release": self.release}
