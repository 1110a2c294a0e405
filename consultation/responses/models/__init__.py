from .form_version import FormVersion
from .idea_count import IdeaCount
from .response import Response, Source, Status

__all__ = ["FormVersion", "IdeaCount", "Response", "Source", "Status"]
