"""What there is of areas, themes and ideas, by a few queries however much it is."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision, WorkflowState

from ideas.models import Area, Idea, Theme
from ideas.models.base import Reviewed
from ideas.sheets.values import one_line

MODELS: tuple[type[Reviewed], ...] = (Area, Theme, Idea)
# How each kind names what it stands under.
PARENTS: dict[type[Reviewed], str] = {Theme: "area", Idea: "theme"}


@dataclass(slots=True)
class Known:
    """One thing there is.

    Args:
        name: what it is called now.
        live: as its row has it, with its newest revision.
        draft: as its newest draft has it; a plan gives it its new content.
        in_review: whether somebody is to decide about it.
        is_scheduled: whether it is to be published at some moment.
    """

    name: str
    live: Reviewed
    draft: Reviewed
    in_review: bool = False
    is_scheduled: bool = False


class Stock:
    """Everything there is, found by code or by words."""

    def __init__(self) -> None:
        self.by_code: dict[tuple[type[Reviewed], str], Known] = {}
        self.by_words: dict[tuple[type[Reviewed], str, int | None], Known] = {}
        self.by_pk: dict[tuple[type[Reviewed], int], Known] = {}
        types = ContentType.objects.get_for_models(*MODELS)
        states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
        revisions = Revision.objects.filter(approved_go_live_at__isnull=False)
        in_review, scheduled = (
            set(
                found.filter(base_content_type__in=types.values()).values_list(
                    "base_content_type", "object_id"
                )
            )
            for found in (states, revisions)
        )
        for model in MODELS:
            related = ("latest_revision__user", "locked_by")
            for live in model._default_manager.select_related(*related).order_by("pk"):
                key, draft = (types[model].pk, str(live.pk)), live.newest_draft()
                held = (key in in_review, key in scheduled)
                self._add(model, Known(str(draft), live, draft, *held))

    def _add(self, model: type[Reviewed], known: Known) -> None:
        draft = known.draft
        parent = PARENTS.get(model)
        above = getattr(draft, f"{parent}_id") if parent else None
        self.by_code[model, draft.code] = self.by_pk[model, draft.pk] = known
        self.by_words.setdefault((model, words_of(draft), above), known)


def words_of(item: Reviewed) -> str:
    """Return the text by which a sheet means something that it gives no code for."""
    if isinstance(item, Idea):
        return one_line(item.statement)
    return one_line(item.title if isinstance(item, Theme) else str(item))
