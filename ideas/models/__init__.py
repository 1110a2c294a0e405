from .area import Area
from .idea import Idea, IdeaStatus
from .theme import Theme

__all__ = ["Area", "Idea", "IdeaStatus", "Theme"]
