from functools import partial
from typing import Any

from django.db import transaction

from consultation.importing.models.upload import Upload


def delete_files(sender: type[Upload], instance: Upload, **kwargs: Any) -> None:
    """Delete an upload's files with it, also where it goes along with its user."""
    for file in (instance.file, instance.rejected):
        if file:
            transaction.on_commit(partial(file.storage.delete, str(file.name)))
