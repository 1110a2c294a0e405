"""The versions of a page's questions: made when somebody may first be asked, and kept for good."""

from django.utils import timezone
from wagtail.models import Page

from consultation.responses.definitions import FormDefinition
from consultation.responses.models import FormVersion


def register_form_version(page: Page, definition: FormDefinition) -> FormVersion:
    """Return the version of the page's form with these questions, making it if new."""
    version, _ = FormVersion.objects.get_or_create(
        page_key=page.pk,
        fingerprint=definition.fingerprint,
        defaults={"page": page, "definition_data": definition.to_dict},
    )
    return version


def keep_form_version(page: Page, definition: FormDefinition, like: FormDefinition) -> None:
    """Keep questions that somebody is shown although no page is live with them.

    They stand where those stand that they come from: what was never live must not
    give columns their latest wording.

    Args:
        page: the page whose form it is.
        definition: the questions.
        like: the questions that were shown before.
    """
    before = FormVersion.objects.filter(page_key=page.pk, fingerprint=like.fingerprint).first()
    FormVersion.objects.get_or_create(
        page_key=page.pk,
        fingerprint=definition.fingerprint,
        defaults={
            "page": page,
            "definition_data": definition.to_dict,
            "last_used_at": before.last_used_at if before else timezone.now(),
        },
    )


def mark_form_version_published(page: Page, definition: FormDefinition) -> None:
    """Note that these are now the questions of the live page."""
    version = register_form_version(page, definition)
    FormVersion.objects.filter(pk=version.pk).update(last_used_at=timezone.now())
