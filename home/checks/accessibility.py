"""Wagtail's accessibility checker, with every rule it knows and words for editors."""

import json
from pathlib import Path
from typing import Any

from wagtail.admin.userbar import ContentCheckerItem

_RULES = json.loads(Path(__file__).with_name("axe_rules.json").read_text("utf-8"))


class AllRulesItem(ContentCheckerItem):
    """The checker with all rules.

    It is drawn for those who are signed in alone, and runs from the portal's own files.
    """

    # Wagtail's own tools, which it draws into a preview, are no part of the page.
    axe_exclude = ["wagtail-userbar", "wagtail-inline-userbar"]
    axe_run_only = None
    # Rules that axe leaves off as experimental, deprecated, of level AAA, or too new. Off stays the
    # contrast of level AAA, which the portal's colours do not promise and no editor can change.
    axe_rules = {rule: {"enabled": True} for rule in _RULES["off_by_default"]} | {
        "color-contrast-enhanced": {"enabled": False}
    }
    axe_messages: dict[str, Any] = ContentCheckerItem.axe_messages | _RULES["messages"]
