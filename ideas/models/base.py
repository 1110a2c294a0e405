from collections.abc import Container, Iterable
from typing import Any, Self, TypeVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from consultation.common.schedule_form import ScheduleFormMixin

CODE_LENGTH = 60
# Questions may ask about ideas and about themes: this tells a theme's key from an idea's.
THEME_KEY = "theme-"


def free_code(base: str, taken: Container[str]) -> str:
    """Return a code that is not taken: the base, or the base with a number."""
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code


Content = TypeVar("Content", bound="Reviewed")


def newest_drafts(items: Iterable[Content]) -> list[Content]:
    """Return each thing as its newest draft has it; fetch their latest revisions along."""
    return [item.newest_draft() for item in items]


class ReviewableForm(ScheduleFormMixin, WagtailAdminModelForm):
    """The editor's form of areas, themes and ideas."""


class Reviewed(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    Orderable,
):
    """What areas, themes and ideas share: drafts, review, locking, an order and a code.

    The code names a thing in addresses, anchors and spreadsheets. It is made from
    the first wording and survives every later one.
    """

    base_form_class = ReviewableForm

    # How no code of this kind may begin.
    reserved = ""

    code = models.SlugField(max_length=CODE_LENGTH, unique=True, editable=False)

    revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
    )

    class Meta:
        abstract = True

    @property
    def wording(self) -> str:
        """The text that the code is made from."""
        raise NotImplementedError

    @property
    def untitled(self) -> str:
        """What it is called as long as nothing has been written."""
        return f"Untitled {self._meta.verbose_name} {self.pk or ''}".rstrip()

    @property
    def row_key(self) -> str:
        """The name under which questions ask about it and answers are counted."""
        return self.code

    @property
    def hidden_by(self) -> "Reviewed | None":
        """What must be published before readers can see this; None if nothing else must."""
        return None

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Give the code before anything asks whether it is unique."""
        self.give_code()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the code and a place at the end of the order, where they are missing."""
        self.give_code()
        # Wagtail's editor does the second as well, but imports and commands do not.
        if getattr(self, self.sort_order_field) is None:
            last = type(self)._default_manager.aggregate(last=models.Max("sort_order"))["last"]
            setattr(self, self.sort_order_field, 0 if last is None else last + 1)
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return an older or newer content at its place of today, under the same code.

        Dragging changes the order at once, for drafts as well.
        """
        item = super().with_content_json(content)
        item.code, item.sort_order = self.code, self.sort_order
        return item

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = False, strict_fks: bool = False
    ) -> Any:
        """Return what a revision holds, without asking whether everything it names still exists.

        What a draft belongs to cannot be deleted; asking for each draft would cost
        each preview a query for every idea.
        """
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)

    def newest_draft(self) -> Self:
        """Return it as its newest draft has it.

        Asks the database nothing where `latest_revision` was fetched along.
        """
        if not self.has_unpublished_changes or self.latest_revision is None:
            return self
        draft: Self = self.with_content_json(self.latest_revision.content)
        for field in self._meta.concrete_fields:
            is_same = getattr(draft, field.attname) == getattr(self, field.attname)
            if field.is_relation and is_same and field.is_cached(self):
                field.set_cached_value(draft, field.get_cached_value(self))
        return draft

    def give_code(self) -> None:
        """Make the code from the wording, once."""
        if self.code:
            return
        base = self.code_base()
        others = type(self)._default_manager.exclude(pk=self.pk)
        taken = set(others.filter(code__startswith=base).values_list("code", flat=True))
        self.code = free_code(base, taken)

    def code_base(self) -> str:
        """Return the code that the wording makes, whether or not it is free."""
        kind = self._meta.model_name or "code"
        base = slugify(self.wording)[:40].strip("-") or kind
        # With a hyphen, since a number may be put behind it.
        if self.reserved and f"{base}-".startswith(self.reserved):
            base = f"{kind}-{base}"
        return base
