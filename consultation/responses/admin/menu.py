from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from consultation.responses.permissions import DELETE, can_publish, can_read


class AnalystMenuItem(MenuItem):
    """Leads somewhere that those who may read responses may go."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether somebody may read responses."""
        return can_read(request.user)


class PersonMenuItem(MenuItem):
    """Leads to a person's data, for those who may erase it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether somebody may read and erase responses."""
        return can_read(request.user) and request.user.has_perm(DELETE)


class PublisherMenuItem(MenuItem):
    """Leads to published answers, for those who may publish them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether somebody may publish answers."""
        return can_publish(request.user)
