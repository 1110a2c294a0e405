"""The content security policy: strict for the public, looser for Wagtail's admin alone."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PortalCSPMiddleware(CSPMiddleware):
    """django-csp, with a policy of its own for the admin.

    Wagtail's editor (date chooser, rich text, previews) still uses inline script and style;
    those allowances must not reach a page that the public reads. On its error pages with
    a traceback, in development, django-csp itself sends no policy.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Choose the policy by the address."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
