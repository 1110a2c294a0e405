from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View

from consultation.responses.permissions import can_read


class ReadersOnly(View):
    """Lets in only those who may read responses, and have the further right that a view names."""

    right = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse everybody else."""
        if not can_read(request.user) or (self.right and not request.user.has_perm(self.right)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
