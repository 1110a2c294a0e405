"""What lists show of a private preview."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn, TitleColumn

from consultation.workflow.models import PrivatePreview


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "j M Y, H:i")


def _version(preview: PrivatePreview) -> str:
    return f"saved {_moment(preview.link.revision.created_at)}"


def _made(preview: PrivatePreview) -> str:
    return _moment(preview.created_at)


def _page(preview: Any) -> str:
    return str(preview.page_name)


def _maker(preview: PrivatePreview) -> str:
    return str(user_display_name(preview.link.created_by)) or "somebody whose account is gone"


def _ends(preview: PrivatePreview) -> str:
    return _moment(preview.ended_at or preview.ends_at)


class EndColumn(BaseColumn):
    """A column that leads to the end of those that run."""

    cell_template_name = "workflow/previews/admin/end_cell.html"


def page_column(**kwargs: Any) -> BaseColumn:
    """Return the column that names the page and leads to its previews."""
    return TitleColumn(
        "page",
        accessor=_page,
        url_name="sharing:of_page",
        id_accessor="page_id",
        **kwargs,
    )


def fact_columns(*, sortable: bool) -> list[BaseColumn]:
    """Return the columns that every list of private previews has.

    Args:
        sortable: whether the list can be sorted by clicking on their headings.
    """

    def by(key: str) -> str | None:
        return key if sortable else None

    return [
        TitleColumn("for_whom", label="For whom", url_name="sharing:read", sort_key=by("for_whom")),
        StatusTagColumn(
            "state",
            accessor="state.label",
            primary=lambda preview: preview.is_running,
        ),
        Column("ends", accessor=_ends, label="Ends, or ended", sort_key=by("link__active_until")),
        Column("version", accessor=_version),
        Column("made_by", accessor=_maker),
        Column("made", accessor=_made, sort_key=by("created_at")),
        EndColumn("end", label="End it"),
    ]
