"""The addresses of pages: new ones that are free, and redirects from the old ones."""

from collections.abc import Iterator
from itertools import chain, count
from urllib.parse import urlsplit

from django.utils.encoding import escape_uri_path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from consultation.importing.report import Place, Report
from consultation.importing.sites.plan import Action, PlannedPage, SiteImportPlan
from consultation.importing.sites.source.site import old_addresses

LONGEST_SLUG = 240
LONGEST_ADDRESS = 255


def choose_slugs(plan: SiteImportPlan) -> None:
    """Give every new page an address that no other page has."""
    taken: dict[str, set[str]] = {}
    for planned in plan.pages:
        if planned.page is not None:
            planned.url_path = planned.page.url_path
        if planned.action != Action.NEW:
            continue
        parent = planned.parent
        below = parent.url_path if parent else plan.parent.url_path
        if below not in taken:
            page = plan.parent_of(planned)
            slugs = Page.objects.child_of(page).values_list("slug", flat=True) if page else ()
            taken[below] = set(slugs)
        wanted = planned.draft.source.slug
        if not wanted and planned.above is None:
            wanted = slugify(plan.site.name or planned.title, allow_unicode=True)
        wanted = wanted[:LONGEST_SLUG] or "page"
        variants = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
        planned.slug = next(each for each in variants if each not in taken[below])
        taken[below].add(planned.slug)
        planned.url_path = f"{below}{planned.slug}/"


def choose_redirects(plan: SiteImportPlan, report: Report) -> None:
    """Decide where each old address leads that is not the new one and has no redirect yet."""
    portal = plan.parent.get_site()
    top = portal.root_page.url_path if portal else "/"
    prefix = urlsplit(plan.site.url).path.rstrip("/")
    for address, target in _old(plan, report):
        new = ""
        if isinstance(target, PlannedPage):
            new = Redirect.normalise_path(f"/{target.url_path.removeprefix(top)}")
        for old in old_addresses(address, prefix):
            path = Redirect.normalise_path(escape_uri_path(old))
            is_same = path == "/" or urlsplit(path).path == urlsplit(new).path
            if not is_same and len(path) <= LONGEST_ADDRESS:
                plan.redirects.setdefault(path, target)
    for redirect in Redirect.get_for_site(portal):
        known = plan.redirects.pop(redirect.old_path, None)
        page_id = known.page_id if isinstance(known, PlannedPage) else None
        leads_there = redirect.redirect_page_id == page_id if page_id else redirect.link == known
        if known is not None and not leads_there:
            text = _("The address %(address)s is redirected already. It was left so.")
            report.doubt(Place(""), text, address=redirect.old_path)


def _old(plan: SiteImportPlan, report: Report) -> Iterator[tuple[str, PlannedPage | str]]:
    for planned in plan.pages:
        address = planned.draft.source.address
        if address is not None and planned.action != Action.DELETED:
            yield address, planned
    place = Place(plan.site.folder.settings_file)
    for address, target in plan.site.redirects.items():
        page = plan.by_path.get(target.partition("#")[0])
        if page is not None and page.action != Action.DELETED:
            yield address, page
        elif target.startswith(("https://", "http://")) and len(target) <= LONGEST_ADDRESS:
            yield address, target
        else:
            text = _("The old address %(address)s leads to %(target)s: there is none.")
            report.loss(place, text, address=address, target=target)


def add_redirects(plan: SiteImportPlan) -> None:
    """Store the redirects that were decided on."""
    portal = plan.parent.get_site()
    Redirect.objects.bulk_create(
        [
            Redirect(
                old_path=path,
                site=portal,
                redirect_page=target.page if isinstance(target, PlannedPage) else None,
                redirect_link=target if isinstance(target, str) else "",
                automatically_created=True,
            )
            for path, target in plan.redirects.items()
        ],
        batch_size=500,
    )
