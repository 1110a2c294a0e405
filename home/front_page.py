from django.db import transaction
from wagtail.models import Page, Site

from home.models import HomePage


def ensure_front_page() -> HomePage:
    """Return the default site's front page, making site and page where they are missing.

    A new Wagtail database has a welcome page without content; it gives way. Any
    other page at the top stays where an administrator has put it.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root_page = site.root_page.specific if site else None
    if isinstance(root_page, HomePage):
        return root_page
    with transaction.atomic():
        existing = HomePage.objects.first()
        home = existing or _make_front_page(root_page)
        if site:
            site.root_page = home
            site.save()
        else:
            Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def _make_front_page(welcome: Page | None) -> HomePage:
    root = Page.get_first_root_node()
    is_welcome = welcome is not None and welcome.depth == 2 and type(welcome) is Page
    if is_welcome and not welcome.get_children().exists():
        # Frees the address "home"; the site points to the new page a moment later.
        welcome.slug = "welcome-to-wagtail"
        welcome.save()
    home = HomePage(title="Consultations", slug="home", introduction="")
    root.add_child(instance=home)
    home.save_revision().publish()
    if is_welcome and not welcome.get_children().exists():
        Site.objects.filter(root_page=welcome).update(root_page=home)
        welcome.delete()
    return home
