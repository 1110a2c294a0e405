"""A consultation's lists of answers compared: they are options on every page below."""

from django.db.models import Q
from wagtail.models import Page

from consultation.feedback.mixins import FeedbackPageMixin
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import QuestionType
from consultation.responses.models import FormVersion, Response, Status
from consultation.workflow.snapshots.affected import Counted
from consultation.workflow.snapshots.changes import Change, begin_sentence
from consultation.workflow.snapshots.comparing_choices import option_changes

LABELS = {
    QuestionType.ROLE: "the list of roles",
    QuestionType.REFLECTION: "the list of reflections",
}
# The answers are kept in columns of their own, whatever the question's key.
ANSWERED = {QuestionType.ROLE: ~Q(role=""), QuestionType.REFLECTION: ~Q(reflection="")}


def _list(consultation: ConsultationPage, kind: str) -> tuple[str, ...]:
    is_role = kind == QuestionType.ROLE
    return consultation.own_roles if is_role else consultation.own_reflections


class ListComparison:
    """What changes in the answer lists, and where they are used.

    Args:
        old: the consultation as it was.
        new: as it will be.
    """

    def __init__(self, old: ConsultationPage, new: ConsultationPage) -> None:
        self.old, self.new = old, new
        self.notes: list[str] = []
        self.changes: dict[str, list[Change]] = {}
        for kind, label in LABELS.items():
            found = list(option_changes("", label, _list(old, kind), _list(new, kind)))
            if found:
                self.changes[kind] = found

    def find_affected(self) -> list[Counted]:
        """Return the changes, each with the forms' versions that offered the earlier list.

        Also notes, in words, where the lists are used.
        """
        if not self.changes:
            return []
        offered: dict[str, dict[int, tuple[str, ...]]] = {kind: {} for kind in self.changes}
        latest: dict[int, bool] = {}
        versions = FormVersion.objects.filter(page__path__startswith=self.old.path)
        for version in versions.order_by("last_used_at", "pk"):
            asked = {question.type: question for question in version.definition.questions}
            kinds = asked.keys() & self.changes.keys()
            latest[version.page_key] = bool(kinds)
            for kind in kinds:
                offered[kind][version.pk] = asked[kind].options
        self._note_use([key for key, uses in latest.items() if uses], offered)
        found = []
        for kind, changes in self.changes.items():
            before, after = _list(self.old, kind), _list(self.new, kind)
            given_in = [
                pk
                for pk, options in offered[kind].items()
                if _parts(options, after) and not _parts(options, before)
            ]
            found += [
                Counted(change, given_in if change.breaks else (), ANSWERED[kind])
                for change in changes
            ]
        return found

    def _note_use(
        self, page_keys: list[int], offered: dict[str, dict[int, tuple[str, ...]]]
    ) -> None:
        given = Q()
        for kind, versions in offered.items():
            given |= Q(form_version__in=list(versions)) & ANSWERED[kind]
        number = Response.objects.filter(given).exclude(status=Status.ERASED).count()
        forms = self._count_forms(page_keys)
        labels = [LABELS[kind] for kind in self.changes]
        lists = "These lists are" if len(labels) > 1 else f"{begin_sentence(labels[0])} is"
        self.notes.append(
            f"{lists} used by {forms:,} form{'' if forms == 1 else 's'} of this consultation, "
            f"with answers in {number:,} response{'' if number == 1 else 's'} so far."
        )

    def _count_forms(self, page_keys: list[int]) -> int:
        """Return how many of these pages are live and still ask for one of the lists."""
        pages = Page.objects.filter(pk__in=page_keys, live=True).specific()
        blocks = [page.feedback_block() for page in pages if isinstance(page, FeedbackPageMixin)]
        return sum(
            any(child.block_type in self.changes for child in block.value["questions"])
            for block in blocks
            if block is not None
        )


def _parts(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Say whether answers from one list cannot be compared with those from another."""
    return any(change.breaks for change in option_changes("", "", old, new))
