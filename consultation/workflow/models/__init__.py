from .four_eyes_task import FourEyesTask
from .pending_change import PendingChange
from .private_preview import PreviewState, PrivatePreview
from .release import OPEN_STATES, Release, ReleaseState
from .release_member import MemberState, ReleaseMember

__all__ = [
    "OPEN_STATES",
    "FourEyesTask",
    "MemberState",
    "PendingChange",
    "PreviewState",
    "PrivatePreview",
    "Release",
    "ReleaseMember",
    "ReleaseState",
]
