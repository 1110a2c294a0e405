from typing import Any

from django.views.generic import TemplateView

from consultation.importing.admin.services import remove_old
from consultation.importing.admin.views.base import TITLE, ImportingScreen
from consultation.importing.models.upload import Upload
from consultation.importing.permissions import (
    can_export_archive,
    can_import_answers,
    can_import_site,
    undoable_imports,
)

# Further back nobody undoes an import; the command does.
MOST_IMPORTS = 20


class StartView(ImportingScreen, TemplateView):
    """What can be brought in and taken out, and what of it is under way."""

    page_title = TITLE
    template_name = "importing/admin/start.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Stand by itself."""
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what somebody may do, and has begun."""
        remove_old()
        user = self.request.user
        return super().get_context_data(
            may_import_site=can_import_site(user),
            may_import_answers=can_import_answers(user),
            may_export=can_export_archive(user),
            imports=undoable_imports(user)[:MOST_IMPORTS],
            uploads=list(Upload.objects.filter(user_id=user.pk or 0)),
            **kwargs,
        )
