"""Deleting images and documents: Wagtail's screens, which say why one has to stay."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.documents import get_document_model
from wagtail.documents.views.documents import DeleteView as WagtailDocumentDeleteView
from wagtail.images import get_image_model
from wagtail.images.views.images import DeleteView as WagtailImageDeleteView

from consultation.workflow.review import sentences
from consultation.workflow.review.files.guards import reason_to_keep


class _GuardedDeleteMixin:
    object: Any
    permission_required: str
    editor: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead back to where it is edited if it is used."""
        if self.user_has_permission(self.permission_required):  # type: ignore[attr-defined]
            reason = reason_to_keep(self.object)
            if reason:
                sentence = sentences.file_cannot_be_deleted(self.object.title, reason)
                messages.error(request, sentence)
                return redirect(self.editor, self.object.pk)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class ImageDeleteView(_GuardedDeleteMixin, WagtailImageDeleteView):
    """Deletes an image that nothing uses."""

    editor = "wagtailimages:edit"


class DocumentDeleteView(_GuardedDeleteMixin, WagtailDocumentDeleteView):
    """Deletes a document that nothing uses."""

    editor = "wagtaildocs:edit"


def check_bulk_of_files(
    request: HttpRequest, action_type: str, objects: Iterable[Any], bulk_action: Any
) -> HttpResponse | None:
    """Refuse to delete several images or documents, or to move documents, if one is used."""
    kinds: dict[str, Any] = {
        "delete": (get_image_model(), get_document_model()),
        "add_to_collection": (get_document_model(),),
    }
    for each in objects:
        if not isinstance(each, kinds.get(action_type, ())):
            continue
        reason = reason_to_keep(each)
        if reason:
            say = (
                sentences.file_cannot_be_deleted
                if action_type == "delete"
                else sentences.document_stays
            )
            messages.error(request, say(each.title, reason))
            return redirect(bulk_action.next_url)
    return None
