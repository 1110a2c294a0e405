"""Changing a release while nobody else does."""

from consultation.workflow.models import Release


class ReleaseError(Exception):
    """Something that cannot be done with a release; the text says why, to a person."""


def lock_open(release: Release) -> Release:
    """Return a release as it is now, kept from others until the transaction ends.

    Raises:
        ReleaseError: it is released or cancelled.
    """
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if not locked.is_open:
        raise ReleaseError(f"“{locked}” is {locked.get_state_display().lower()} already.")
    return locked
