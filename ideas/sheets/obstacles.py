"""What keeps a sheet from changing something: a lock, a review, a draft that it does not know."""

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.utils import get_user_display_name

from ideas.sheets.stock import Known


def version_of(known: Known) -> str:
    """Return what names the newest revision of something in a sheet."""
    return str(known.live.latest_revision_id or 0)


def _newest(known: Known) -> str:
    """Return who made the newest draft, and when, in words."""
    revision = known.live.latest_revision
    who = get_user_display_name(revision.user) or "the server"
    moment = date_format(timezone.localtime(revision.created_at), "j F Y, H:i")
    return f"by {who} on {moment}"


def obstacle(known: Known, version: str, replace_newer: bool) -> tuple[str, str]:
    """Return whose newer draft a change takes the place of, and why it cannot be made.

    A draft is newer than the sheet if the sheet was made from another version. A
    sheet that does not say so, made by hand, may not replace any draft that is
    not published yet.

    Args:
        known: what the sheet would change.
        version: which version the sheet was made from, as it says, or "".
        replace_newer: whether newer drafts may be replaced.
    """
    item = known.live
    what = f"the {item._meta.verbose_name} “{known.name}”"
    if item.locked:
        return "", f"{what} is locked. Unlock it first."
    if known.in_review:
        return "", f"{what} is being reviewed. Decide about that first."
    if known.is_scheduled:
        return "", f"{what} is to be published at a set time. Take that back first."
    is_newer = version != version_of(known) if version else item.has_unpublished_changes
    if not is_newer or item.latest_revision is None:
        return "", ""
    newest = _newest(known)
    if replace_newer:
        return newest, ""
    since = "after this sheet was exported" if version else "and that draft is not published yet"
    return "", (
        f"{what} was changed {newest}, {since}. Export again and make your change there, or "
        "choose to replace newer drafts."
    )
