"""The admin's own API for pages, which runs none of the hooks of its screens."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.html import strip_tags
from rest_framework.exceptions import ValidationError
from rest_framework.fields import CharField
from wagtail.admin.api.actions import convert_alias, copy, delete, move, publish
from wagtail.admin.api.actions import revert_to_page_revision as revert
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from consultation.responses.deletion import refuse_answered
from consultation.workflow.review.item_hooks import against_publishing
from consultation.workflow.review.permissions import may_convert_alias
from consultation.workflow.review.services import update_review
from consultation.workflow.review.texts import say


class PublishAction(publish.PublishPageAPIAction):
    """Publishes a page under the same conditions as several pages at once."""

    def execute(self, instance: Page, data: Any) -> Any:
        if reason := against_publishing(self.request._request, [instance]):
            raise PermissionDenied(reason)
        return super().execute(instance, data)


class CopySerializer(copy.CopyPageAPIActionSerializer):
    """The title of a copy, no longer than a title can be."""

    slug = CharField(required=False, max_length=255)
    title = CharField(required=False, max_length=255)


class CopyAction(copy.CopyPageAPIAction):
    """Copies a page as a draft."""

    serializer = CopySerializer

    def execute(self, instance: Page, data: Any) -> Any:
        if data["keep_live"]:
            raise PermissionDenied(say("copy_is_draft"))
        return super().execute(instance, data)


class DeleteAction(delete.DeletePageAPIAction):
    """Deletes a page unless it, or one below it, has responses."""

    def execute(self, instance: Page, data: Any) -> Any:
        if instance.permissions_for_user(self.request.user).can_delete():
            refuse_answered(instance)
        return super().execute(instance, data)


class MoveAction(move.MovePageAPIAction):
    """Moves a page to a place where a page is allowed."""

    def execute(self, instance: Page, data: Any) -> Any:
        target = Page.objects.filter(pk=data["destination_page_id"]).first()
        inside = ("first-child", "last-child")
        if target and target.is_root() and data.get("position") not in inside:
            raise ValidationError({"position": [say("root_sibling")]})
        return super().execute(instance, data)


class RevertAction(revert.RevertToPageRevisionAPIAction):
    """Makes an older version the newest draft, as its editor would."""

    def execute(self, instance: Page, data: Any) -> Any:
        user = self.request.user
        lock = instance.get_lock()
        if lock and lock.for_user(user):
            reason = lock.get_message(user) or lock.get_description(user)
            raise PermissionDenied(strip_tags(str(reason)))
        response = super().execute(instance, data)
        update_review(Page.objects.get(pk=instance.pk), user)
        return response


class ConvertAliasAction(convert_alias.ConvertAliasPageAPIAction):
    """Converts an alias into a page of its own."""

    def execute(self, instance: Page, data: Any) -> Any:
        if instance.alias_of_id and not may_convert_alias(instance, self.request.user):
            raise PermissionDenied(say("alias_is_public"))
        return super().execute(instance, data)


class ReviewedPagesAPIViewSet(PagesAdminAPIViewSet):
    """Pages in the admin's API, under the same rules as on its screens."""

    actions: dict[str, type] = {
        **PagesAdminAPIViewSet.actions,
        "convert_alias": ConvertAliasAction,
        "copy": CopyAction,
        "delete": DeleteAction,
        "move": MoveAction,
        "publish": PublishAction,
        "revert_to_page_revision": RevertAction,
    }
