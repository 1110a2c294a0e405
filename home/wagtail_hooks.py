from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.handbook import urls
from home.handbook.menu import HelpOnScreenItem
from home.panels.components import REPLACED, ConsultationsPanel, MyDraftsPanel


@hooks.register("register_admin_urls")
def register_handbook_urls() -> list[URLPattern | URLResolver]:
    """Put the handbook into the admin."""
    return [path("handbook/", include(urls))]


@hooks.register("register_admin_menu_item")
def add_help_on_screen() -> MenuItem:
    """Lead from every screen to the page of the handbook that helps with it."""
    return HelpOnScreenItem()


@hooks.register("register_help_menu_item")
def add_handbook() -> MenuItem:
    """Offer the whole handbook first among the help."""
    return MenuItem(
        "Handbook", reverse("handbook:contents"), name="handbook", icon_name="doc-full", order=100
    )


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Show on the admin's first screen what somebody was doing and what goes on."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels += [MyDraftsPanel(), ConsultationsPanel()]
