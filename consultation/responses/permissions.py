from django.contrib.auth.models import AbstractUser, AnonymousUser
from wagtail.permission_policies import ModelPermissionPolicy

from consultation.responses.models import Response

VIEW = "responses.view_response"
ENTER = "responses.add_response"
EXPORT = "responses.export_response"
EXPORT_PERSONAL = "responses.export_personal_data"
CHANGE = "responses.change_response"
DELETE = "responses.delete_response"
PUBLISH = "responses.publish_answer"

# Asks for the rights of this model alone: the right to edit a page gives none of them.
response_policy = ModelPermissionPolicy(Response)


def can_read(user: AbstractUser | AnonymousUser) -> bool:
    """Say whether a user may read responses."""
    return user.is_active and user.has_perm(VIEW)


def can_publish(user: AbstractUser | AnonymousUser) -> bool:
    """Say whether a user may publish answers, for which they have to read them."""
    return can_read(user) and user.has_perm(PUBLISH)
