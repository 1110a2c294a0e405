"""Nobody changes what readers or reviewers have seen of a file, by whichever way."""

from typing import Any

from wagtail.documents import get_document_model

from consultation.workflow.review import sentences
from consultation.workflow.review.files.uses import is_on_its_way, is_public
from ideas.deletion import GuardedError, is_on_purpose

# What readers see of a document, or who may open it, besides the file itself.
SEEN_OF_DOCUMENTS = ("title", "collection_id")


def reason_to_keep(file: Any) -> str:
    """Return why an image or document has to stay as it is, or ""."""
    if is_public(file):
        return sentences.FILE_IS_PUBLIC
    return sentences.FILE_IS_ON_ITS_WAY if is_on_its_way(file) else ""


def refuse_to_change(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Refuse, before it is saved, another file behind an image or document.

    Of a document that is used its title stays as well, and with its collection who may read it.
    """
    if raw or instance._state.adding or is_on_purpose():
        return
    saved = type(instance)._base_manager.filter(pk=instance.pk).first()
    if saved is None:
        return
    if instance.file.name != saved.file.name or not instance.file._committed:
        raise GuardedError(sentences.FILE_STAYS)
    if not isinstance(instance, get_document_model()):
        return
    if any(getattr(instance, name) != getattr(saved, name) for name in SEEN_OF_DOCUMENTS):
        reason = reason_to_keep(saved)
        if reason:
            raise GuardedError(sentences.document_stays(saved.title, reason))


def refuse_to_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """Refuse, before it is deleted, an image or document that is used."""
    reason = "" if is_on_purpose() else reason_to_keep(instance)
    if reason:
        raise GuardedError(sentences.file_cannot_be_deleted(instance.title, reason))
