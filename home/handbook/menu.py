from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem

from home.handbook.addresses import CONTENTS, page_address
from home.handbook.screens import find_help


class HelpOnScreenItem(MenuItem):
    """Stands in the main menu of every screen and leads to the help for that one.

    It opens beside the screen, which may hold what somebody has not saved yet.
    """

    def __init__(self) -> None:
        super().__init__(
            "Help on this screen",
            "",
            name="help-on-this-screen",
            icon_name="help",
            attrs={"target": "_blank"},
            order=10_900,
        )

    def render_component(self, request: HttpRequest) -> Any:
        """Draw it with the address that fits the screen."""
        screen = request.path.removeprefix(reverse("wagtailadmin_home"))
        # The item is one for all requests, so the address is given to a copy.
        item = MenuItem(
            self.label,
            page_address(find_help(screen) or CONTENTS),
            name=self.name,
            icon_name=self.icon_name,
            attrs=self.attrs,
            order=self.order,
        )
        return item.render_component(request)
