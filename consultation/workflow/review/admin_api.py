"""The admin's own API for pages, which does what its screens do and runs none of their hooks."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.html import strip_tags
from rest_framework.exceptions import ValidationError
from rest_framework.fields import CharField
from wagtail.admin.api.actions.base import APIAction
from wagtail.admin.api.actions.convert_alias import ConvertAliasPageAPIAction
from wagtail.admin.api.actions.copy import CopyPageAPIAction, CopyPageAPIActionSerializer
from wagtail.admin.api.actions.delete import DeletePageAPIAction
from wagtail.admin.api.actions.move import MovePageAPIAction
from wagtail.admin.api.actions.publish import PublishPageAPIAction
from wagtail.admin.api.actions.revert_to_page_revision import RevertToPageRevisionAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from consultation.common.completeness import incomplete, missing_fields
from consultation.responses.deletion import refuse_to_delete
from consultation.workflow.releases.querysets import waiting_item
from consultation.workflow.review import texts
from consultation.workflow.review.permissions import may_convert_alias, needing_second_person
from consultation.workflow.review.publish_guard import log_published_alone
from consultation.workflow.review.services import update_review


def refuse_locked(page: Page, user: Any) -> None:
    """Raise where an editor would be locked for the user."""
    lock = page.get_lock()
    if lock and lock.for_user(user):
        reason = lock.get_message(user) or lock.get_description(user)
        raise PermissionDenied(strip_tags(str(reason)))


class PublishAction(PublishPageAPIAction):
    """Publishes a page that is finished, unless only its author has seen it or a release has it.

    A superuser may publish the first, and that is noted.
    """

    def execute(self, instance: Page, data: Any) -> Any:
        if place := waiting_item(instance):
            raise PermissionDenied(place.refusal)
        refuse_locked(instance, self.request.user)
        draft = instance.get_latest_revision_as_object()
        if missing := missing_fields(draft):
            raise ValidationError(incomplete(draft.get_admin_display_title(), missing))
        alone = needing_second_person([instance], self.request.user)
        if alone and not self.request.user.is_superuser:
            raise PermissionDenied(texts.cannot_publish([instance.get_admin_display_title()]))
        response = super().execute(instance, data)
        log_published_alone(self.request._request, alone)
        return response


class CopySerializer(CopyPageAPIActionSerializer):
    """What a copy is called: no longer than a page can be called."""

    slug = CharField(required=False, max_length=255)
    title = CharField(required=False, max_length=255)


class CopyAction(CopyPageAPIAction):
    """Copies a page as a draft."""

    serializer = CopySerializer

    def execute(self, instance: Page, data: Any) -> Any:
        if data["keep_live"]:
            raise PermissionDenied(texts.COPY_IS_A_DRAFT)
        return super().execute(instance, data)


class DeleteAction(DeletePageAPIAction):
    """Deletes a page unless it, or one below it, was answered."""

    def execute(self, instance: Page, data: Any) -> Any:
        if instance.permissions_for_user(self.request.user).can_delete():
            refuse_to_delete(instance)
        return super().execute(instance, data)


class MoveAction(MovePageAPIAction):
    """Moves a page to where a page can be."""

    def execute(self, instance: Page, data: Any) -> Any:
        target = Page.objects.filter(pk=data["destination_page_id"]).first()
        inside = ("first-child", "last-child")
        if target and target.is_root() and data.get("position") not in inside:
            raise ValidationError({"position": ["A page cannot be beside the root of all pages."]})
        return super().execute(instance, data)


class RevertAction(RevertToPageRevisionAPIAction):
    """Makes an older version the newest draft, as its editor would."""

    def execute(self, instance: Page, data: Any) -> Any:
        refuse_locked(instance, self.request.user)
        response = super().execute(instance, data)
        update_review(Page.objects.get(pk=instance.pk), self.request.user)
        return response


class ConvertAliasAction(ConvertAliasPageAPIAction):
    """Makes a page of its own of an alias."""

    def execute(self, instance: Page, data: Any) -> Any:
        if instance.alias_of_id and not may_convert_alias(instance, self.request.user):
            raise PermissionDenied(texts.ALIAS_IS_PUBLIC)
        return super().execute(instance, data)


class ReviewedPagesAPIViewSet(PagesAdminAPIViewSet):
    """Pages in the admin's API, under the same rules as on its screens."""

    actions: dict[str, type[APIAction]] = {
        **PagesAdminAPIViewSet.actions,
        "convert_alias": ConvertAliasAction,
        "copy": CopyAction,
        "delete": DeleteAction,
        "move": MoveAction,
        "publish": PublishAction,
        "revert_to_page_revision": RevertAction,
    }
