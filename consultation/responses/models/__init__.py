from .form_version import FormVersion
from .response import Response, Status

__all__ = ["FormVersion", "Response", "Status"]
