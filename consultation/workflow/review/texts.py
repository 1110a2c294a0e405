"""The sentences on the screens of reviews, each once."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from consultation.common.text import join_words
from consultation.pages.models.templates import NOT_PUBLISHED

TEXTS: dict[str, Any] = {
    "decided": _("Someone has already decided this."),
    "comment_missing": _("Enter what needs to change"),
    # What a decision led to. Translators: the title is of a page or an idea.
    "sent_back_to": _("“%(title)s”: sent back to %(sender)s with your comment."),
    "sent_back": _("“%(title)s”: sent back with your comment."),
    "approved_second": _("“%(title)s”: approved. It still needs a second approval by %(names)s."),
    "approved_second_too": _(
        "“%(title)s”: approved. It still needs a second approval by %(names)s, or by you."
    ),
    "approved_second_own": _(
        "“%(title)s”: approved. It still needs a second approval, which you can give."
    ),
    # Translators: %(warning)s is one or more whole sentences.
    "approved_no_one": _("“%(title)s”: approved. It still needs a second approval. %(warning)s"),
    "approved_next": _("“%(title)s”: approved. Its next step is “%(task)s”."),
    "approved_published": _("“%(title)s”: approved and published."),
    "approved_scheduled": _("“%(title)s”: approved. It will be published on %(time)s."),
    "approved_release": _(
        "“%(title)s”: approved. It will be published with the release “%(release)s”."
    ),
    "approved_not_published": _("“%(title)s”: approved, but not published. Its history says why."),
    "newer": _(
        "Not approved: someone saved a newer version while you had this open. Check what changed, "
        "then decide."
    ),
    "changed": _(
        "This was changed after an earlier step had approved it, so the review starts again at the "
        "first step."
    ),
    "overwritten": _(
        "This version was sent for review or published in the meantime. Reload the page and make "
        "your change again."
    ),
    "own_change": _(
        "You changed this yourself, so someone else has to approve it. These people can: %(names)s."
    ),
    "no_group": _(
        "No one can decide at “%(task)s”: the step has no group. Ask an administrator to add "
        "someone."
    ),
    "no_member": ngettext_lazy(
        "No one can decide at “%(task)s”: the group %(groups)s has no member. Ask an administrator "
        "to add someone.",
        "No one can decide at “%(task)s”: the groups %(groups)s have no member. Ask an "
        "administrator to add someone.",
        "count",
    ),
    "no_member_but_editors": ngettext_lazy(
        "No one can decide at “%(task)s”: all members of the group %(groups)s have changed it. Ask "
        "an administrator to add someone.",
        "No one can decide at “%(task)s”: all members of the groups %(groups)s have changed it. "
        "Ask an administrator to add someone.",
        "count",
    ),
    "meanwhile": _("Until then, %(names)s can decide."),
    "locked": _(
        "You cannot change “%(title)s” until it is unlocked. A reviewer, a publisher or an "
        "administrator can unlock it in the status panel."
    ),
    "scheduled": _("To change it before then, ask a publisher to cancel the schedule."),
    "cannot_publish": _(
        "You changed this yourself, so you cannot publish it. Send it for review, or ask another "
        "publisher."
    ),
    "kept_as_draft": _(
        "Saved as a draft, not published. You changed this yourself, so a second person has to see "
        "it first. Send it for review, or ask another publisher."
    ),
    "kept_in_review": _("Saved as a draft, not published. This is already in review."),
    "published_alone": _(
        "“%(title)s” is now public, although no second person has seen it. The log records this "
        "with your name and the time."
    ),
    "scheduled_alone": _(
        "“%(title)s” is now scheduled, although no second person has seen it. The log records this "
        "with your name and the time."
    ),
    "none_published": _(
        "Nothing was published. You changed %(titles)s yourself. Send your changes for review, or "
        "ask another publisher."
    ),
    "none_published_locked": _("Nothing was published, because these are locked: %(titles)s."),
    "none_published_unfinished": _("Nothing was published."),
    "copy_needs_parent": _("Choose the page to put the copy under."),
    "copy_is_draft": _(
        "Nothing was copied. A second person has to see a copy before it is published. Leave "
        "“Publish” unticked, and send the copy for review."
    ),
    "alias_is_public": _(
        "Nothing was changed. This alias is public and would no longer follow its original. Ask a "
        "publisher to do this."
    ),
    "is_template": NOT_PUBLISHED,
    "root_sibling": _("Choose a place below the root page."),
    "file_stays": _(
        "You cannot replace the file, because the new one would not be approved. Upload a new "
        "file, choose it in a draft, and send the draft for review."
    ),
    "document_is_public": _(
        "You cannot change the title, collection or file of “%(title)s”: it is public. Upload a "
        "new document, choose it in a draft, and send the draft for review."
    ),
    "document_on_its_way": _(
        "You cannot change the title, collection or file of “%(title)s”: a draft that uses it is "
        "in review or has been approved. Upload a new document, choose it in a draft, and send the "
        "draft for review."
    ),
    "deletion_is_public": _(
        "You cannot delete “%(title)s”: it is public. First remove it from all drafts and public "
        "pages that use it. “Usage” lists the pages."
    ),
    "deletion_on_its_way": _(
        "You cannot delete “%(title)s”: a draft that uses it is in review or has been approved. "
        "First remove it from all drafts and public pages that use it. “Usage” lists the pages."
    ),
    "too_many_pixels": ngettext_lazy(
        "This image has too many pixels. Upload a smaller version, of up to %(millions)d million "
        "pixels.",
        "This image has too many pixels. Upload a smaller version, of up to %(millions)d million "
        "pixels.",
        "millions",
    ),
    "damaged": _("This image is damaged. Save it again as a new file, and upload that."),
    "change_proposed": _("Saved. Another administrator has to confirm it before it is public."),
    "change_unchanged": _("Nothing was saved, because nothing was changed."),
    "change_waits": _(
        "A change is waiting to be confirmed. You see the current public version here."
    ),
    "changed_alone": _(
        "“%(title)s” was changed, although no second person has seen it. The log records this with "
        "your name and the time."
    ),
    "redirects_alone": ngettext_lazy(
        "%(number)s redirect was added, although no second person has seen it. The log records "
        "this with your name and the time.",
        "%(number)s redirects were added, although no second person has seen them. The log records "
        "this with your name and the time.",
        "count",
    ),
    "redirects_one_by_one": _(
        "You cannot import redirects, because a second person has to confirm each of them. Add "
        "them one by one, or ask a superuser to import the file."
    ),
    "own_proposal": _("You proposed this change yourself, so someone else has to confirm it."),
    "not_own_proposal": _(
        "Only the person who proposed this change can withdraw it. You can reject it."
    ),
    "change_decided": _("Someone has already decided about this change."),
    "change_gone": _(
        "Not confirmed: the object of this change has been deleted. Reject or withdraw the change."
    ),
    "change_outdated": _(
        "Not confirmed: the values have changed since this was proposed. Reject or withdraw the "
        "change, and propose it again."
    ),
    # Translators: %(faults)s is one or more whole sentences.
    "change_does_not_fit": _(
        "Not confirmed: %(faults)s Reject or withdraw the change, and propose it again."
    ),
    # Translators: %(change)s is such as "Add redirect “/old”".
    "change_confirmed": _("%(change)s: confirmed. It is public now."),
    "change_rejected": _("%(change)s: rejected. Nothing was changed."),
    "change_withdrawn": _("%(change)s: withdrawn. Nothing was changed."),
}
NAMED_AT_MOST = 6


def say(name: str, **values: Any) -> str:
    """Return a sentence with its values."""
    return str(TEXTS[name] % values)


def names(users: Iterable[Any]) -> str:
    """Return the names of people, only the first few if there are many."""
    return _listed([get_user_display_name(user) for user in users])


def quoted(titles: Iterable[str]) -> str:
    """Return titles in quotation marks, only the first few if there are many."""
    return _listed([gettext("“%(title)s”") % {"title": title} for title in titles])


def alternatives(users: Iterable[Any]) -> str:
    """Return the names of people, of which one is enough."""
    return _listed([get_user_display_name(user) for user in users], alternatives=True)


def _listed(words: list[str], *, alternatives: bool = False) -> str:
    left = len(words) - NAMED_AT_MOST
    # A single further one is named rather than counted.
    if left > 1:
        # Translators: the end of a list of names or titles.
        more = ngettext("%(count)d more", "%(count)d more", left) % {"count": left}
        words = [*words[:NAMED_AT_MOST], more]
    return join_words(words, alternatives=alternatives)
