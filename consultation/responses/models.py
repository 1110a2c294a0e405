import uuid
from pathlib import PurePath
from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.db.models.deletion import Collector
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.models import AbstractFormSubmission
from wagtail.models import Page, Revision

from consultation.common.dates import short_datetime
from consultation.common.page_names import PageName, name_pages
from consultation.responses.definitions import FormDefinition, Question, has_free_text, texts
from consultation.responses.publication.pii_detection import Span
from consultation.responses.references import display_reference, parse_reference


def user_field() -> Any:
    """Return a field for the person who did something; it outlives the account empty."""
    user, gone = settings.AUTH_USER_MODEL, models.SET_NULL
    return models.ForeignKey(user, null=True, on_delete=gone, related_name="+", editable=False)


class Record(models.Model):
    """Records that only services write: without permissions, and outside the reference index."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        default_permissions = ()


class FormVersionQuerySet(models.QuerySet):
    """Form versions."""

    def of_page(self, page_pk: int | None) -> Self:
        """Return the versions of one page's form or, for None, of each; the latest used last."""
        versions = self.order_by("page_pk", "last_used_at", "pk")
        return versions if page_pk is None else versions.filter(page_pk=page_pk)

    def personal_questions(self, page_pk: int) -> dict[str, str]:
        """Return the wordings, by key, of questions that any version of a form called personal."""
        versions: Any = self.of_page(page_pk)
        return {
            question.key: question.label
            for version in versions
            for question in version.definition.questions
            if question.is_personal
        }

    def mentioning(self, *words: str) -> Self:
        """Return versions with one of these ASCII words as a string, oldest first."""
        mentioned = Q(pk=None)
        for word in words:
            mentioned |= Q(definition_text__contains=f'"{word}"')
        versions = self.annotate(definition_text=Cast("definition_data", models.TextField()))
        return versions.filter(mentioned).order_by("first_used_at", "pk")


class FormVersion(models.Model):
    """The questions of a page’s form in one version; the page’s id outlives the page."""

    page = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="form_versions"
    )
    page_pk = models.PositiveBigIntegerField(editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    definition_data = models.JSONField(_("definition"), editable=False)
    first_used_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FormVersionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("last_used_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("page_pk", "fingerprint"), name="one_version_per_definition"
            ),
        )

    def __str__(self) -> str:
        values = {"page": self.page_pk, "time": short_datetime(self.first_used_at)}
        return gettext("Questions of page %(page)d from %(time)s") % values

    @cached_property
    def definition(self) -> FormDefinition:
        return FormDefinition.from_dict(self.definition_data)

    @cached_property
    def questions(self) -> dict[str, Question]:
        return self.definition.by_key()


class Status(models.TextChoices):
    """The status of a response in the ledger."""

    COUNTED = "counted", _("Counted")
    QUARANTINED = "quarantined", _("In quarantine")
    EXCLUDED = "excluded", _("Excluded")
    ERASED = "erased", _("Erased")


class Source(models.TextChoices):
    """How a response arrived."""

    FORM = "form", _("Form")
    LETTER = "letter", _("Letter")
    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone call")
    CONVERSATION = "conversation", _("Conversation or meeting")
    IMPORTED = "imported", _("Imported from a spreadsheet")
    EXAMPLE = "example", _("Example, made up")


def keep_answered_revision(
    collector: Collector, field: models.Field, sub_objs: Any, using: str
) -> None:
    """Refuse to purge a revision that has responses, unless its page is deleted.

    `purge_revisions` skips protected revisions. A page that is deleted outside the admin takes its
    revisions along, and PROTECT would crash there.
    """
    model = getattr(collector.origin, "model", type(collector.origin))
    on_delete = models.PROTECT if issubclass(model, Revision) else models.SET_NULL
    on_delete(collector, field, sub_objs, using)


def holding(part: str) -> Q:
    """Return the condition that an answer contains a text, ignoring capitals."""
    wanted = part.casefold()
    # PostgreSQL's trigram index serves the plain condition. SQLite's full-text index has to be
    # named, and finds no part of fewer than three letters.
    if connection.vendor == "sqlite" and len(wanted) >= 3 and "\x00" not in wanted:
        quoted = wanted.replace('"', '""')
        found = "SELECT rowid FROM responses_search WHERE responses_search MATCH %s"
        return Q(pk__in=RawSQL(found, (f'"{quoted}"',)))  # noqa: S611  (the value is bound)
    return Q(search_text__contains=wanted)


class ResponseQuerySet(models.QuerySet):
    """Responses."""

    def unerased(self) -> Self:
        return self.exclude(status=Status.ERASED)

    def matching(self, text: str, *fields: str) -> Self:
        """Return the response with this reference, and those with every word in these fields."""
        words = Q()
        for word in text.split():
            places = holding(word)
            for field in fields:
                places |= Q((f"{field}__icontains", word))
            words &= places
        return self.filter(Q(reference=parse_reference(text)) | words) if words else self

    def neighbour(self, response: Any, *, newer: bool) -> Any:
        """Return the response received next after this one, or last before it."""
        way, sign = ("gt", "") if newer else ("lt", "-")
        beyond = Q((f"submit_time__{way}", response.submit_time))
        beyond |= Q((f"pk__{way}", response.pk), submit_time=response.submit_time)
        return self.filter(beyond).order_by(f"{sign}submit_time", f"{sign}pk").first()

    def distinct_values(self, name: str, page_id: int | None = None) -> list[Any]:
        """Return the sorted values, without NULL, of a column with an index."""
        # Each value is looked up in the index: fifteen roles cost fifteen look-ups.
        quote = connection.ops.quote_name
        table = quote(self.model._meta.db_table)
        field: Any = self.model._meta.get_field(name)
        column = quote(field.column)
        on_page = f"{quote('page_id')} = %s AND " if page_id is not None else ""
        # Names are our own; values are bound.
        least = f"SELECT MIN({column}) AS value FROM {table} WHERE {on_page}"  # noqa: S608
        statement = (
            f"WITH RECURSIVE found AS ({least} {column} IS NOT NULL "  # noqa: S608
            f"UNION ALL SELECT ({least} {column} > found.value) FROM found "
            "WHERE found.value IS NOT NULL) SELECT value FROM found WHERE value IS NOT NULL"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [page_id] * 2 if page_id is not None else [])
            return [value for (value,) in cursor.fetchall()]


FILTERED_BY = ("status", "consultation_pk", "role", "reflection", "source", "has_text")


class Response(AbstractFormSubmission):
    """One response to one page, with everything needed to account for it."""

    # The index with the status serves it too.
    page = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="responses", db_index=False
    )
    submit_time = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    reference = models.CharField(_("reference"), max_length=16, unique=True, editable=False)
    submission_digest = models.CharField(max_length=64, unique=True, editable=False)
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="responses", editable=False
    )
    page_revision = models.ForeignKey(
        Revision, null=True, on_delete=keep_answered_revision, related_name="+", editable=False
    )

    # Copies: the list must still show its page when that is renamed or gone.
    page_pk = models.PositiveBigIntegerField(editable=False)
    page_title = models.CharField(_("page"), max_length=255, editable=False)
    page_path = models.TextField(_("page address"), editable=False)
    translation_key = models.UUIDField(null=True, editable=False)
    locale_code = models.CharField(max_length=100, blank=True, editable=False)
    consultation_pk = models.PositiveBigIntegerField(null=True, editable=False)

    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.COUNTED, editable=False
    )
    status_reason = models.TextField(_("reason"), blank=True, editable=False)
    status_changed_at = models.DateTimeField(null=True, editable=False)
    status_changed_by = user_field()
    source = models.CharField(
        _("source"), max_length=16, choices=Source.choices, default=Source.FORM, editable=False
    )
    entered_by = user_field()
    personal_erased_at = models.DateTimeField(null=True, editable=False)
    after_closing = models.BooleanField(_("arrived just after closing"), default=False)

    role = models.CharField(_("role"), max_length=250, blank=True, editable=False)
    reflection = models.CharField(_("reflection"), max_length=250, blank=True, editable=False)
    has_text = models.BooleanField(_("has free text"), default=False, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    longest_answer = models.PositiveIntegerField(default=0, editable=False)

    objects = ResponseQuerySet.as_manager()

    # The reference index would cost each submission four tenths of its time (see ADR 0002).
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        permissions = (
            ("export_response", "Can export responses"),
            ("export_personal_data", "Can export responses with personal data"),
        )
        indexes = (
            models.Index(
                # With the status, one page's responses are counted from the index alone.
                fields=("page", "-submit_time", "-id", "status"),
                name="response_page_time",
            ),
            models.Index(fields=("-submit_time", "-id"), name="response_time"),
            models.Index(fields=("page", "status"), name="response_page_counts"),
            models.Index(fields=("page_pk", "status"), name="response_page_status"),
            models.Index(fields=("has_text", "page", "status"), name="response_text_counts"),
            # In the order of the lists; the fields after the id let counts be taken from the
            # index alone.
            *(
                models.Index(
                    fields=[*dict.fromkeys((field, "-submit_time", "-id", "page", "status"))],
                    name=f"response_by_{field.removeprefix('has_').removesuffix('_pk')}",
                )
                for field in FILTERED_BY
            ),
        )

    def __str__(self) -> str:
        return self.reference_text

    @property
    def reference_text(self) -> str:
        return display_reference(self.reference)

    def set_answers(self, answers: dict[str, Any]) -> None:
        """Store JSON-ready answers, with the fields that lists and exports search."""
        said = texts(answers)
        self.form_data = answers
        self.search_text = "\n".join(said).casefold()
        self.longest_answer = max(map(len, said), default=0)
        self.has_text = has_free_text(self.form_version.definition, answers)

    @property
    def page_name(self) -> PageName:
        """The current name of its page; lists use `name_pages` for all at once."""
        return name_pages([self])[self.pk]


class ResponseIdea(Record):
    """An idea that a response is about, or the theme that the idea then belonged to."""

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="idea_links", db_index=False
    )
    key = models.CharField(max_length=80)
    # A copy of the response's, so that responses are counted from this table only.
    page_pk = models.PositiveBigIntegerField(editable=False)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("response", "key"), name="one_link_per_idea"),
        )
        indexes = (
            models.Index(fields=("key", "response"), name="response_idea_key"),
            models.Index(fields=("key", "page_pk"), name="response_idea_counts"),
        )

    def __str__(self) -> str:
        return f"{self.response_id}: {self.key}"


def scan_path(scan: "Scan", name: str) -> str:
    """Return the path of a scan: a random name, which does not identify its sender."""
    return f"scans/{uuid.uuid4()}{PurePath(name).suffix.lower()}"


class Scan(Record):
    """The scan of a response by letter; not a document, since every editor sees those."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="scans")
    file = models.FileField(upload_to=scan_path)
    name = models.CharField(max_length=255)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(Record.Meta):
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Publication(models.TextChoices):
    """The state of an answer for publication."""

    DRAFT = "draft", _("Draft")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PublishedAnswerQuerySet(models.QuerySet):
    """Answers that are, were or may become public."""

    def public(self) -> Self:
        """Return those that readers may see: confirmed, counted, with valid consent."""
        return self.filter(
            state=Publication.CONFIRMED,
            response__status=Status.COUNTED,
            response__withdrawn_consent=None,
        )


class PublishedAnswer(Record):
    """One answer, or a part of it, for publication: without identifying details.

    Redactions are stored as positions in the answer, never as words. When the response is erased
    or its consent withdrawn, the words are erased here too.
    """

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="published_answers", editable=False
    )
    answer_key = models.CharField(max_length=200, editable=False)
    question = models.TextField(editable=False)
    text = models.TextField(blank=True, editable=False)
    who = models.CharField(max_length=150, blank=True, editable=False)
    # [start, end, kind] of each redaction, and [start, end] of the part that is published.
    left_out = models.JSONField(default=list, editable=False)
    part = models.JSONField(null=True, editable=False)
    state = models.CharField(
        _("status"),
        max_length=16,
        choices=Publication.choices,
        default=Publication.DRAFT,
        editable=False,
    )
    drafted_at = models.DateTimeField(_("drafted"), editable=False)
    drafted_by = user_field()
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = user_field()
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_by = user_field()
    withdrawn_reason = models.TextField(blank=True, editable=False)

    objects = PublishedAnswerQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")
        permissions = (("publish_answer", "Can publish answers and withdraw them"),)
        indexes = (models.Index(fields=("state", "-drafted_at", "-id"), name="published_by_state"),)

    def __str__(self) -> str:
        """Return the beginning of a public answer; nothing of one that is not."""
        if self.state != Publication.CONFIRMED:
            return gettext("An answer that is not published")
        return Truncator(" ".join(self.text.split())).chars(140)

    @property
    def redactions(self) -> list[Span]:
        return [Span(*each) for each in self.left_out]


class WithdrawnConsent(Record):
    """The fact that a respondent withdrew their consent to publish their answers."""

    response = models.OneToOneField(
        Response, on_delete=models.CASCADE, related_name="withdrawn_consent", editable=False
    )
    withdrawn_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return f"{self.response_id}: consent withdrawn"


class LedgerEntry(Record):
    """One entry of the ledger, never changed, with the details of a response that goes missing."""

    reference = models.CharField(max_length=16, editable=False)
    page_pk = models.PositiveBigIntegerField(editable=False)
    page_title = models.CharField(max_length=255, editable=False)
    consultation_pk = models.PositiveBigIntegerField(null=True, editable=False)
    # Empty for the entry of its receipt.
    before = models.CharField(max_length=16, blank=True, editable=False)
    after = models.CharField(max_length=16, editable=False)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(Record.Meta):
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("reference", "-id"), name="ledger_reference"),
            models.Index(fields=("consultation_pk", "page_pk", "before"), name="ledger_page"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("reference",), condition=Q(before=""), name="received_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference}: {self.before or 'received'} → {self.after}"


COUNTED_BY = ("idea", "consultation_pk", "kind", "scale", "scale_label", "answer", "role")


class IdeaCount(Record):
    """How many counted responses of one role gave one answer about an idea on one scale."""

    consultation_pk = models.PositiveBigIntegerField(default=0)
    idea = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    scale = models.CharField(max_length=60)
    scale_label = models.CharField(max_length=150)
    answer = models.CharField(max_length=60)
    role = models.CharField(max_length=250)
    # Not a positive field: its check would refuse a -1 that is added.
    number = models.IntegerField(default=0)

    class Meta(Record.Meta):
        constraints = (models.UniqueConstraint(fields=COUNTED_BY, name="one_count_per_answer"),)

    def __str__(self) -> str:
        return f"{self.idea}: {self.scale_label} {self.answer} ({self.role}) {self.number}"
