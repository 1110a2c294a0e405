"""Which page of the handbook helps with which screen of the admin.

A new screen gets a line here; a test finds those that have none.
"""

from copy import copy
from fnmatch import fnmatchcase
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem

from home.handbook.pages import CONTENTS, page_address

# Addresses below the admin's own, as patterns of a shell; the first that fits counts.
SCREENS: tuple[tuple[str, str], ...] = (
    ("", CONTENTS),
    ("handbook/*", CONTENTS),
    ("forms/*", "read-the-responses"),
    ("all-responses/*", "read-the-responses"),
    ("responses/*/publish/*", "publish-an-answer"),
    ("responses/*/consent/", "publish-an-answer"),
    ("responses/published/*", "publish-an-answer"),
    ("published-answers/*", "close-and-report"),
    ("responses/*", "read-the-responses"),
    ("enter-response/*", "read-the-responses"),
    ("personal-data-due/*", "read-the-responses"),
    ("import-and-export/answers/*", "import-answers"),
    ("import-and-export/site/*", "import-a-site"),
    ("import-and-export/archive/", "export-an-archive"),
    ("import-and-export/*", "import-a-site"),
    ("snippets/ideas/*", "keep-the-ideas"),
    ("snippets/choose/ideas/*", "keep-the-ideas"),
    ("idea-sheet/*", "keep-the-ideas"),
    ("private-previews/*", "show-a-draft"),
    ("releases/*", "release-together"),
    ("review/*", "send-for-review"),
    ("reports/workflow*", "send-for-review"),
    ("pages/add/consultation/consultationpage/*", "set-up-a-consultation"),
    ("pages/add/consultation/outcomepage/*", "close-and-report"),
    ("pages/*/history/", "compare-versions"),
    ("pages/*/revisions/*", "compare-versions"),
    ("pages/*/privacy/*", "role-publisher"),
    ("pages/*/unpublish/", "role-publisher"),
    ("pages/*/delete/", "role-publisher"),
    ("pages/*/move/*", "role-publisher"),
    ("pages/*", "write-a-page"),
    ("page-checks/*", "write-a-page"),
    ("images/*", "write-a-page"),
    ("documents/*", "write-a-page"),
    ("settings/*", "role-administrator"),
    ("users/*", "role-administrator"),
    ("groups/*", "role-administrator"),
    ("workflows/*", "role-administrator"),
    ("redirects/*", "role-administrator"),
    ("sites/*", "role-administrator"),
    ("changes/*", "role-administrator"),
    ("collections/*", "role-administrator"),
    ("reports/*", "role-administrator"),
    ("background-work/*", "role-administrator"),
)


def find_help(screen: str) -> str | None:
    """Return the name of the page that helps with a screen; None where none was chosen.

    Args:
        screen: the screen's address below the admin's, such as "pages/4/edit/".
    """
    return next((page for pattern, page in SCREENS if fnmatchcase(screen, pattern)), None)


class HelpOnScreenItem(MenuItem):
    """Stands in the main menu of every screen and leads to the help for that one.

    It opens beside the screen, which may hold what the user has not saved yet.
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
        screen = request.path.removeprefix(reverse("wagtailadmin_home"))
        # The item is one for all requests, so the address is given to a copy.
        item = copy(self)
        item.url = page_address(find_help(screen) or CONTENTS)
        return super(HelpOnScreenItem, item).render_component(request)
