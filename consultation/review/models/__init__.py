from .four_eyes_task import FourEyesTask
from .pending_change import PendingChange

__all__ = ["FourEyesTask", "PendingChange"]
