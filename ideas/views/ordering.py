from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.views.generic import ReorderView

from ideas.services import move


class ReorderInTreeView(ReorderView):
    """Takes the new place of something, among all of its kind or those of one parent.

    Readers see the new order at once, so it takes the right to publish.
    """

    permission_required = "publish"
    parent_filters: tuple[str, ...] = ()

    def post(
        self, request: HttpRequest, pk: str, field: str = "", parent: int | None = None
    ) -> JsonResponse:
        """Move something to the place that the address names; without one, to the end."""
        items: Any = self.model._default_manager.in_order()
        if field:
            if field not in self.parent_filters:
                raise Http404
            items = items.filter(**{field: parent})
        item = get_object_or_404(items, pk=pk)
        try:
            position = int(request.GET.get("position", ""))
        except ValueError:
            position = -1
        move(item, position if position >= 0 else items.count(), items, request.user)
        return JsonResponse({"success": True})
