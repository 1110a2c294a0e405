from django.db import transaction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Site

from home.models import HomePage


def ensure_front_page() -> HomePage:
    """Return the default site's front page, making site and page where they are missing.

    A new Wagtail database has a welcome page without content; it gives way. Any
    other page stays in the tree, but only a front page can lead the portal.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    top = site.root_page.specific if site else None
    if isinstance(top, HomePage):
        return top
    welcome = top if top and _is_welcome(top) else None
    with transaction.atomic():
        if welcome:
            # Its address is the usual one of a front page.
            welcome.slug = "welcome"
            welcome.save()
        home = HomePage.objects.first() or _make_front_page()
        if site:
            site.root_page = home
            site.save()
        else:
            Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        if welcome:
            welcome.delete()
    return home


def _is_welcome(page: Page) -> bool:
    """Say whether this is the page that Wagtail's own migration made, still unused."""
    return type(page) is Page and page.depth == 2 and not page.get_children().exists()


def _make_front_page() -> HomePage:
    root = Page.get_first_root_node()
    home = HomePage(title="Consultations", slug=find_available_slug(root, "home"))
    root.add_child(instance=home)
    home.save_revision().publish()
    return home
