"""The forms of images and documents, which change no file and say what to do instead."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm

from consultation.common.image_form import PortalImageForm
from consultation.workflow.review import sentences
from consultation.workflow.review.files.guards import reason_to_keep


class ImageForm(PortalImageForm):
    """An image, whose file is chosen once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the field of the file away where there is one already."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("file", None)
            _explain(self, sentences.FILE_STAYS)


class DocumentForm(BaseDocumentForm):
    """A document, whose file is chosen once; its title and collection stay while it is used."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the field of the file away, and say why others cannot be changed."""
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        self.fields.pop("file", None)
        reason = reason_to_keep(self.instance)
        if not reason:
            _explain(self, sentences.FILE_STAYS)
            return
        _explain(self, sentences.document_stays(self.instance.title, reason))
        for name in {"title", "collection"} & set(self.fields):
            self.fields[name].disabled = True


def _explain(form: Any, sentence: str) -> None:
    """Put a sentence below the title, the first field."""
    # Wagtail has asked for the bound field already, which keeps what it was made with.
    form.fields["title"].help_text = form["title"].help_text = sentence
