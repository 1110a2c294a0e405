from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from consultation.importing.models import ResponseImport
from consultation.responses.permissions import DELETE, ENTER, EXPORT, can_read

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

    AnyUser = AbstractUser | AnonymousUser

IMPORT_SITE = "importing.import_site"


def can_import_site(user: "AnyUser") -> bool:
    """Say whether somebody may bring a whole site in, with its files and redirects."""
    return user.is_active and user.has_perm(IMPORT_SITE)


def can_import_answers(user: "AnyUser") -> bool:
    """Say whether somebody may bring answers in: whoever may type them in one by one."""
    return can_read(user) and user.has_perm(ENTER)


def undoable_imports(user: "AnyUser") -> QuerySet[ResponseImport]:
    """Return the imports of responses that a user may undo: their own; all for administrators."""
    imports = ResponseImport.objects.filter(undone_at=None)
    if not can_import_answers(user):
        return imports.none()
    return imports if user.has_perm(DELETE) else imports.filter(user_id=user.pk or 0)


def can_export_archive(user: "AnyUser") -> bool:
    """Say whether somebody may take a consultation out: its responses are part of that."""
    return can_read(user) and user.has_perm(EXPORT)


def can_come(user: Any) -> bool:
    """Say whether somebody may do any of it."""
    return can_import_site(user) or can_import_answers(user) or can_export_archive(user)
