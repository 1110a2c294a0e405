"""Old addresses lead to the new pages."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.utils.encoding import escape_uri_path
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.models import Site as PortalSite

from consultation.importing.report import Place, Report
from consultation.importing.sites.source.addresses import old_addresses
from consultation.importing.sites.source.site import Site

LONGEST = 255


def add_redirects(
    site: Site, pages: Mapping[str, Page], portal: PortalSite | None, report: Report
) -> None:
    """Make a redirect from each old address that is not the new one.

    Args:
        site: the source.
        pages: the pages by the paths of their files.
        portal: the site that the pages are on; None where they are on none.
        report: where it is said what cannot be redirected.
    """
    wanted: dict[str, Page] = {}
    prefix = urlsplit(site.url).path.rstrip("/")
    moved = [
        (source.path, source.address) for source, _ in site.pages() if source.address is not None
    ]
    for file, address in [*moved, *((new, old) for old, new in site.redirects.items())]:
        page = pages.get(file)
        if page is None:
            if file in site.redirects.values():
                place = Place(site.opened.settings_file)
                report.loss(place, f"The old address {address} leads to {file}: there is none.")
            continue
        new = Redirect.normalise_path(page.get_url(current_site=portal) or "/")
        for old in old_addresses(address, prefix):
            path = Redirect.normalise_path(escape_uri_path(old))
            if path == "/" or urlsplit(path).path == urlsplit(new).path:
                continue
            if len(path) > LONGEST:
                report.loss(Place(file), f"The old address {path[:80]}… is too long to lead here.")
            elif path in wanted and wanted[path].pk != page.pk:
                report.doubt(Place(file), f"The old address {path} belongs to two pages.")
            else:
                wanted[path] = page
    known = _known(wanted, portal)
    for path, target in known.items():
        if target != wanted[path].pk:
            report.doubt(Place(""), f"The address {path} leads elsewhere already. It was left so.")
    made = [
        Redirect(old_path=path, site=portal, redirect_page=page, automatically_created=True)
        for path, page in wanted.items()
        if path not in known
    ]
    Redirect.objects.bulk_create(made, batch_size=500)
    report.count("redirects", len(made))


def _known(paths: Iterable[str], portal: PortalSite | None) -> dict[str, int | None]:
    every = list(paths)
    found: dict[str, int | None] = {}
    for start in range(0, len(every), 500):
        some = Redirect.get_for_site(portal).filter(old_path__in=every[start : start + 500])
        found |= dict(some.values_list("old_path", "redirect_page_id"))
    return found
