"""Four eyes for the files of images and documents: what was approved is not changed."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest
from PIL.Image import DecompressionBombError
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm
from wagtail.models import DraftStateMixin, Page, ReferenceIndex, Revision, WorkflowState
from wagtail.signals import published

from consultation.workflow.items import querysets_of
from consultation.workflow.models import PrivatePreview
from consultation.workflow.review.texts import say
from ideas.deletion import GuardedError, is_on_purpose

# The names of the texts for a file that is public, and for one that a draft on its way uses.
DOCUMENT_STAYS = ("document_is_public", "document_on_its_way")
FILE_CANNOT_BE_DELETED = ("deletion_is_public", "deletion_on_its_way")


def refusal(file: Any, texts: tuple[str, str]) -> str:
    """Return why an image or document cannot be changed, or ""; `texts` is one of the pairs."""
    is_public_text, is_on_its_way_text = texts
    if is_public(file):
        return say(is_public_text, title=file.title)
    if _is_used_in(_versions_on_their_way(), file):
        return say(is_on_its_way_text, title=file.title)
    return ""


def is_public(file: Any) -> bool:
    """Say whether anything live uses a file; objects without drafts, as settings, are live."""
    references = ReferenceIndex.get_references_to(file).order_by().distinct()
    for users in querysets_of(references.values_list("base_content_type", "object_id")):
        if issubclass(users.model, DraftStateMixin):
            users = users.filter(live=True)
        if users.exists():
            return True
    return False


def _is_used_in(versions: Iterable[Revision], file: Any) -> bool:
    """Say whether one of several versions refers to a file; Wagtail's index has no drafts."""
    wanted = (ContentType.objects.get_for_model(file).pk, str(file.pk))
    return any(
        reference[:2] == wanted
        for version in versions
        for reference in ReferenceIndex._extract_references_from_object(version.as_object())
    )


def _versions_on_their_way() -> Iterator[Revision]:
    """Yield the versions in review, or approved and not yet public."""
    yield from Revision.objects.filter(approved_go_live_at__isnull=False)
    states = WorkflowState.objects.filter(
        status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_APPROVED)
    )
    asked_about = states.values("current_task_state__revision")
    for content_type in ContentType.objects.filter(pk__in=states.values("base_content_type")):
        model: Any = content_type.model_class()
        if model is not None:
            newest = model._base_manager.filter(latest_revision__in=asked_about).exclude(
                live_revision=F("latest_revision")
            )
            yield from Revision.objects.filter(pk__in=newest.values("latest_revision"))


def index_references(sender: type, instance: Any, signal: Any = None, **kwargs: Any) -> None:
    """Update Wagtail's reference index at once when an item goes live."""
    # Until Wagtail's task did so, a document on a public page would not be public.
    if signal is published and isinstance(instance, Page):
        # After `page_published`, which is sent for aliases, too.
        return
    if ReferenceIndex.is_indexed(type(instance)):
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(instance)


def refuse_to_change(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Refuse to replace a file, or to change the title or collection of a used document."""
    saved = type(instance)._base_manager.filter(pk=instance.pk).first()
    if raw or saved is None or is_on_purpose():
        return
    if instance.file.name != saved.file.name or not instance.file._committed:
        raise GuardedError(say("file_stays"))
    # These change what readers see of a document, or who may open it.
    changes = (instance.title, instance.collection_id) != (saved.title, saved.collection_id)
    is_document = isinstance(instance, get_document_model())
    if is_document and changes and (reason := refusal(saved, DOCUMENT_STAYS)):
        raise GuardedError(reason)


def refuse_to_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """Refuse to delete an image or document that is used."""
    if not is_on_purpose() and (reason := refusal(instance, FILE_CANNOT_BE_DELETED)):
        raise GuardedError(reason)


def reason_against_bulk_action(action_type: str, objects: Iterable[Any]) -> str:
    """Return why several files cannot be deleted, or documents moved, or ""."""
    models: tuple[type, ...] = ()
    texts = DOCUMENT_STAYS
    if action_type == "delete":
        models, texts = (get_image_model(), get_document_model()), FILE_CANNOT_BE_DELETED
    elif action_type == "add_to_collection":
        models = (get_document_model(),)
    reasons = (refusal(file, texts) for file in objects if isinstance(file, models))
    return next(filter(None, reasons), "")


def refuse_unpublished(document: Any, request: HttpRequest) -> None:
    """Serve a document to readers only while something public uses it.

    Its address can be guessed, so otherwise an upload would be public before it is approved.
    Staff see it, and so does a reader of a private preview that contains it.
    """
    if is_public(document) or request.user.has_perm("wagtailadmin.access_admin"):
        return
    running = PrivatePreview.objects.running().values("revision")
    if not _is_used_in(Revision.objects.filter(pk__in=running), document):
        raise Http404


class ImageForm(BaseImageForm):
    """The form of an image, whose file is chosen once.

    Wagtail has a limit of pixels, but it has to open the image first, which fails for a damaged one
    or one far above the limit.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            _keep_file(self, say("file_stays"))

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except DecompressionBombError:
            millions = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
            self.add_error("file", say("too_many_pixels", millions=millions))
        except (OSError, SyntaxError):  # Pillow raises these for broken files.
            self.add_error("file", say("damaged"))


class DocumentForm(BaseDocumentForm):
    """The form of a document, whose file is chosen once; title and collection are fixed in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            reason = refusal(self.instance, DOCUMENT_STAYS)
            _keep_file(self, reason or say("file_stays"))
            for name in {"title", "collection"} & set(self.fields):
                self.fields[name].disabled = bool(reason)


def _keep_file(form: Any, sentence: str) -> None:
    """Remove the field for the file, and say why below the title, the first field."""
    form.fields.pop("file", None)
    # Wagtail has already made the bound field, which keeps its first help text.
    form.fields["title"].help_text = form["title"].help_text = sentence
