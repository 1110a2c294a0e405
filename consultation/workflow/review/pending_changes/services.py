"""Changes of objects without drafts: their values, and who may see, propose and decide."""

from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from modelcluster.models import get_serializable_data_for_fields
from wagtail.admin.utils import get_user_display_name
from wagtail.blocks import StreamValue, StructValue
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry
from wagtail.fields import RichTextField
from wagtail.log_actions import log
from wagtail.models import Page, Site

from consultation.common.errors import UserFacingError
from consultation.pages.models import Topic
from consultation.workflow.models import PendingChange
from consultation.workflow.review.fingerprints import fingerprint
from consultation.workflow.review.permissions import sorted_by_name
from consultation.workflow.review.texts import say

Action, State = PendingChange.Action, PendingChange.State
Values = dict[str, Any]


def _permitted_to(user: Any) -> Q:
    """Return the condition for the changes that a user could make."""
    permitted = Q()
    for model in (*registry, Redirect, Site, Topic):
        for action in Action.values:
            if user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}"):
                content_type = ContentType.objects.get_for_model(model)
                permitted |= Q(content_type=content_type, action=action)
    return permitted


def may_see_changes(user: Any) -> bool:
    """Say whether the user may propose or confirm any change."""
    return bool(_permitted_to(user))


def visible_to(user: Any) -> QuerySet[PendingChange]:
    """Return all changes, decided or not, that the user could make too."""
    changes = PendingChange.objects.select_related("content_type", "proposed_by", "decided_by")
    return changes.filter(_permitted_to(user) or Q(pk__in=[]))


def waiting_for(user: Any) -> QuerySet[PendingChange]:
    """Return the waiting changes that the user may see."""
    return visible_to(user).filter(state=State.WAITING)


def confirmers_of(change: PendingChange) -> list[Any]:
    """Return who may confirm a change, by name."""
    users: Any = get_user_model()._default_manager
    return sorted_by_name(users.with_perm(change.right).exclude(pk=change.proposed_by_id))


@transaction.atomic
def propose(action: str, item: Any, user: Any) -> PendingChange | None:
    """Store a change of an unsaved item for a second person; None if nothing changed."""
    public = None if action == Action.ADD else type(item)._base_manager.get(pk=item.pk)
    based_on: Values = read_values(public) if public else {}
    values: Values = {} if action == Action.DELETE else read_values(item)
    if fingerprint(values, type(item)) == fingerprint(based_on, type(item)):
        return None
    # Not in the language of one user: the record is for all.
    with override(settings.LANGUAGE_CODE):
        title = str(public or item)
    change = PendingChange.objects.create(
        content_type=ContentType.objects.get_for_model(item),
        object_id=str(public.pk) if public else "",
        action=action,
        title=title,
        values=values,
        based_on=based_on,
        proposed_by=user,
    )
    log(change, "review.change_proposed", user=user)
    return change


@transaction.atomic
def decide(change: PendingChange, state: str, user: Any, reason: str = "") -> PendingChange:
    """Confirm, reject or withdraw a change, if it still fits and the user may; return it."""
    change = PendingChange.objects.select_for_update().get(pk=change.pk)
    is_own = change.proposed_by_id == user.pk
    if not change.is_waiting:
        raise UserFacingError(say("change_decided"))
    if state == State.CONFIRMED and is_own:
        raise UserFacingError(say("own_proposal"))
    if state == State.WITHDRAWN and not is_own:
        raise UserFacingError(say("not_own_proposal"))
    if state == State.CONFIRMED:
        _make(change, user)
    else:
        log(change, f"review.change_{state}", user=user)
    change.state, change.reason = state, reason
    change.decided_by, change.decided_at = user, timezone.now()
    change.save()
    return change


def _make(change: PendingChange, user: Any) -> None:
    """Make the proposed change, and log who proposed and who confirmed it."""
    item = _find(change)
    is_deletion = change.action == Action.DELETE
    if not is_deletion:
        for field in _fields(item):
            if field.name in change.values:
                setattr(item, field.attname, _to_python(field, change.values[field.name]))
        _validate(item)
        item.save()
        change.object_id = str(item.pk)
    proposer = get_user_display_name(change.proposed_by)
    data = {"action": change.action, "change": change.pk, "proposed_by": proposer}
    log(item, "review.change_confirmed", user=user, deleted=is_deletion, data=data)
    if is_deletion:
        item.delete()


def _find(change: PendingChange) -> Any:
    """Return the object of a change, if it is unchanged since."""
    model = change.model
    if model and change.action == Action.ADD:
        return model()
    item = model and model._base_manager.select_for_update().filter(pk=change.object_id).first()
    if not item:
        raise UserFacingError(say("change_gone"))
    if fingerprint(read_values(item), model) != fingerprint(change.based_on, model):
        raise UserFacingError(say("change_outdated"))
    return item


def _validate(item: Any) -> None:
    try:
        # Fields first: the model's own `clean` fails on a deleted page.
        item.clean_fields()
        item.full_clean()
        # As Wagtail's form requires: the database accepts two for all sites.
        if isinstance(item, Redirect) and item.site_id is None:
            same = Redirect.objects.filter(old_path=item.old_path, site=None)
            if same.exclude(pk=item.pk).exists():
                raise ValidationError(gettext("A redirect with this path already exists."))
    except ValidationError as error:
        faults = " ".join(error.messages)
        raise UserFacingError(say("change_does_not_fit", faults=faults)) from error


def read_values(item: Any) -> Values:
    """Return the editable fields of an object, as JSON."""
    values = get_serializable_data_for_fields(item)
    return {field.name: values[field.name] for field in _fields(item)}


def differences(change: PendingChange) -> list[dict[str, str]]:
    """Return the changed fields: label, old and new value in words."""
    model, found = change.model, []
    for field in _fields(model) if model else []:
        before, after = change.based_on.get(field.name), change.values.get(field.name)
        prints = {fingerprint({field.name: value}, model) for value in (before, after)}
        old, new = _words(field, before), _words(field, after)
        # Such as bold type: values with the same words are shown as they are stored.
        if old == new and len(prints) > 1:
            old, new = str(before), str(after)
        if old != new:
            found.append({"label": str(capfirst(field.verbose_name)), "old": old, "new": new})
    return found


def _fields(item: Any) -> list[Any]:
    return [
        field for field in item._meta.concrete_fields if field.editable and not field.primary_key
    ]


def _to_python(field: Any, value: Any) -> Any:
    return (field.target_field if field.is_relation else field).to_python(value)


def _words(field: Any, kept: Any) -> str:
    """Return a stored value as lines of text, with the addresses of links."""
    value = None if kept is None else _to_python(field, kept)
    if field.is_relation and value:
        related = field.related_model._base_manager.filter(pk=value).first()
        return _text(related or gettext("(deleted: %(id)s)") % {"id": value})
    if isinstance(field, RichTextField) and value:
        drawn = BeautifulSoup(value, "html.parser")
        for link in drawn.find_all("a"):
            where = link.get("href") or f"{link.get('linktype')} {link.get('id')}"
            link.append(f" ({where})")
        lines = [each.get_text() for each in drawn.find_all(["p", "li"])]
        return "\n".join(lines or [drawn.get_text()])
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, StreamValue):
        return "\n".join(_text(child.value) for child in value)
    if isinstance(value, StructValue):
        parts = {value.block.child_blocks[name].label: _text(value[name]) for name in value}
        return ", ".join(f"{label}: {words}" for label, words in parts.items() if words)
    if isinstance(value, Model):
        # With its number: two may have the same title.
        if isinstance(value, Page):
            return gettext("%(title)s, page %(id)s") % {"title": value, "id": value.pk}
        kind = value._meta.verbose_name
        # Translators: %(kind)s is such as "image", %(id)s its number.
        words = {"title": value, "kind": kind, "id": value.pk}
        return gettext("%(title)s, %(kind)s %(id)s") % words
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return "" if value is None else str(value)
