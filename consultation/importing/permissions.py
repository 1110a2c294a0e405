from typing import TYPE_CHECKING

from django.db.models import QuerySet

from consultation.importing.models import Kind, ResponseImport
from consultation.responses.permissions import DELETE, ENTER, EXPORT, can_read

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

    AnyUser = AbstractUser | AnonymousUser

IMPORT_SITE = "importing.import_site"


def can_import(user: "AnyUser", kind: str) -> bool:
    """Say whether a user may import: sites and documents by a right of their own, responses as
    those who may enter them one by one.
    """
    if kind == Kind.RESPONSES:
        return can_read(user) and user.has_perm(ENTER)
    return user.is_active and user.has_perm(IMPORT_SITE)


def undoable_imports(user: "AnyUser") -> QuerySet[ResponseImport]:
    """Return the imports of responses that a user may undo: their own; all for administrators."""
    imports = ResponseImport.objects.filter(undone_at=None)
    if not can_import(user, Kind.RESPONSES):
        return imports.none()
    return imports if user.has_perm(DELETE) else imports.filter(user_id=user.pk or 0)


def can_export_archive(user: "AnyUser") -> bool:
    """Say whether a user may export a consultation: its responses are part of that."""
    return can_read(user) and user.has_perm(EXPORT)


def can_import_or_export(user: "AnyUser") -> bool:
    """Say whether a user may do any of it."""
    return any(can_import(user, kind) for kind in Kind.values) or can_export_archive(user)
