from typing import Any

from consultation.common.tasks import delete_with_commit
from consultation.importing.models import Upload


def delete_files(sender: type[Upload], instance: Upload, **kwargs: Any) -> None:
    """Delete an upload's files with it, also where it goes along with its user."""
    for file in (instance.file, instance.rejected):
        if file:
            delete_with_commit(str(file.name))
