from .four_eyes_task import FourEyesTask
from .pending_change import PendingChange
from .private_preview import PreviewState, PrivatePreview
from .release import Release, ReleaseItem, ReleaseItemState, ReleaseState

__all__ = [
    "FourEyesTask",
    "PendingChange",
    "PreviewState",
    "PrivatePreview",
    "Release",
    "ReleaseItem",
    "ReleaseItemState",
    "ReleaseState",
]
