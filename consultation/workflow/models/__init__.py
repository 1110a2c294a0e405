from .four_eyes_task import FourEyesTask
from .pending_change import PendingChange
from .private_preview import PreviewState, PrivatePreview
from .release import OPEN_STATES, Release, ReleaseItem, ReleaseItemState, ReleaseState

__all__ = [
    "OPEN_STATES",
    "FourEyesTask",
    "PendingChange",
    "PreviewState",
    "PrivatePreview",
    "Release",
    "ReleaseItem",
    "ReleaseItemState",
    "ReleaseState",
]
