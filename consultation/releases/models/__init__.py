from .member import MemberState, ReleaseMember
from .release import OPEN_STATES, Release, ReleaseState

__all__ = ["OPEN_STATES", "MemberState", "Release", "ReleaseMember", "ReleaseState"]
