"""Questions and whole forms that are kept for use on other pages."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import BoundBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from consultation.feedback.blocks.form import FeedbackFormBlock, QuestionsBlock
from consultation.feedback.blocks.ideas import IdeaQuestionBlock
from consultation.feedback.mixins import FORM_BLOCK


class LibraryBlock(QuestionsBlock):
    """A whole form, or one question."""

    feedback_form = FeedbackFormBlock(
        description=_("A whole form, with its heading, its questions and its thank-you text.")
    )

    class Meta:
        min_num = 1
        max_num = 1


class LibraryEntryQuerySet(models.QuerySet):
    """What is in the question library."""

    def with_uses(self) -> "LibraryEntryQuerySet":
        """Count the pages that each is used on, in their live version or in their draft."""
        in_use = models.Q(uses__is_live=True) | models.Q(uses__in_draft=True)
        return self.annotate(number=models.Count("uses__page", filter=in_use, distinct=True))


class LibraryEntry(models.Model):
    """A question or a whole form, copied from page to page; no page follows its changes."""

    class Kind(models.TextChoices):
        FORM = "form", _("Form")
        QUESTION = "question", _("Question")

    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        help_text=_("What colleagues will look for. Readers do not see it."),
        error_messages={"unique": _("The library already has this name. Enter a different one.")},
    )
    description = models.TextField(
        _("description"),
        blank=True,
        max_length=500,
        help_text=_("What it is good for, or when not to use it."),
    )
    content = StreamField(LibraryBlock(), verbose_name=_("form or question"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, editable=False)
    # What its questions ask, for the search.
    words = models.TextField(editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("saved by"),
    )
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    objects = LibraryEntryQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel(
            "content",
            help_text=_(
                "One form or one question. If you change it, pages that use it stay as they are: "
                "each has its own copy."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("question library entry")
        verbose_name_plural = _("question library")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        leave_out_ideas(self.content)
        self.kind = self.Kind.FORM if self.is_form else self.Kind.QUESTION
        self.words = "\n".join(str(each.value["label"] or "") for each in self.questions)
        super().save(*args, **kwargs)

    @property
    def block(self) -> BoundBlock:
        """The form or the question."""
        return self.content[0]

    @property
    def is_form(self) -> bool:
        return bool(self.block.block_type == FORM_BLOCK)

    @property
    def questions(self) -> list[BoundBlock]:
        """The questions; to read them takes no query."""
        return list(self.block.value["questions"]) if self.is_form else [self.block]

    @property
    def asks_about_ideas(self) -> bool:
        return any(isinstance(each.block, IdeaQuestionBlock) for each in self.questions)

    @property
    def kind_in_words(self) -> str:
        """What it is, such as "Form with 6 questions" or "Rating"."""
        if not self.is_form:
            return str(self.block.block.label)
        number = len(self.questions)
        text = ngettext("Form with %(number)d question", "Form with %(number)d questions", number)
        return text % {"number": number}


class LibraryUse(models.Model):
    """A copy of an entry on a page, known by the id of its block.

    Copies of the page have the same ids, so they are found as well.
    """

    entry = models.ForeignKey(LibraryEntry, on_delete=models.CASCADE, related_name="uses")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="library_uses")
    block_id = models.CharField(max_length=36, db_index=True)
    is_live = models.BooleanField(default=False)
    in_draft = models.BooleanField(default=False)

    # Otherwise each would count as a use of its page.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("use of the question library")
        verbose_name_plural = _("uses of the question library")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("page", "block_id", "entry"), name="one_use_of_each_block"
            ),
        )

    def __str__(self) -> str:
        return gettext("“%(entry)s” on page %(number)d") % {
            "entry": self.entry_id,
            "number": self.page_id,
        }


def _choices(content: Any) -> Iterator[tuple[Any, str, blocks.Block]]:
    """Yield what questions have chosen of a consultation's ideas: value, name and block."""
    for child in content:
        inside = child.value["questions"] if child.block_type == FORM_BLOCK else [child]
        for question in inside:
            if isinstance(question.block, IdeaQuestionBlock):
                for name, block in question.block.child_blocks.items():
                    each = block.child_block if isinstance(block, blocks.ListBlock) else block
                    if isinstance(each, blocks.ChooserBlock) and question.value.get(name):
                        yield question.value, name, block


def leave_out_ideas(content: Any) -> bool:
    """Let questions about ideas name none of any consultation; say whether some did."""
    chosen = list(_choices(content))
    for value, name, block in chosen:
        value[name] = block.get_default()
    return bool(chosen)
