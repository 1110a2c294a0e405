from typing import Any

from django.core.management.base import CommandError
from django.db.models import QuerySet
from django.utils.translation import gettext as _


def find_page(name: str, pages: QuerySet[Any]) -> Any:
    """Return the page that an option means; without a name, the only one.

    Args:
        name: its number, its address, or the end of its address.
        pages: those that can be meant.

    Raises:
        CommandError: there is none, or several can be meant.
    """
    end = f"/{name.strip('/')}/" if name else ""
    found = list(pages.filter(url_path__endswith=end).order_by("depth"))
    if name.isdecimal() and len(name) < 18:
        found = list(pages.filter(pk=int(name))) or found
    if not found:
        raise CommandError(_("There is no page “%(page)s”.") % {"page": name})
    # A whole address is the end of longer ones, too.
    if len(found) > 1 and found[0].depth == found[1].depth:
        paths = ", ".join(f"{page.pk} ({page.url_path})" for page in found[:20])
        text = _("Several pages can be meant. Give the number of one: %(pages)s.")
        raise CommandError(text % {"pages": paths})
    return found[0]
