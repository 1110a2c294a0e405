"""Wagtail's accessibility checker, with every rule it knows and words for editors."""

from typing import Any

from wagtail.admin.userbar import ContentCheckerItem

# Off unless they are asked for: marked by axe as experimental, deprecated, of level AAA, or too
# new. Left out is the contrast of level AAA, which the portal's colours do not promise and no
# editor can change.
OFF_BY_DEFAULT = (
    "aria-roledescription",
    "audio-caption",
    "css-orientation-lock",
    "duplicate-id",
    "duplicate-id-active",
    "focus-order-semantics",
    "hidden-content",
    "identical-links-same-purpose",
    "landmark-complementary-is-top-level",
    "meta-refresh-no-exceptions",
    "p-as-heading",
    "table-fake-caption",
    "target-size",
    "td-has-header",
)

MESSAGES = {
    "alt-text-quality": (
        "Alternative text looks like the name of a file",
        "Say in words what the picture shows",
    ),
    "color-contrast": ("Text is too pale", "Ask whoever keeps the portal: colours are not yours"),
    "duplicate-id": ("Two parts have one name", "Ask whoever keeps the portal"),
    "identical-links-same-purpose": (
        "Links with one wording lead to several places",
        "Word each link so that it says where it leads",
    ),
    "image-alt": (
        "Picture without alternative text",
        "Say in words what it shows, or mark it as decorative",
    ),
    "image-redundant-alt": (
        "Picture repeats the text beside it",
        "Describe what the text does not say, or mark the picture as decorative",
    ),
    "label": ("Question without a wording", "Give every question of the form its wording"),
    "link-in-text-block": (
        "Link cannot be told from its text",
        "Ask whoever keeps the portal: colours are not yours",
    ),
    "link-name": ("Link without words", "Give the link words that say where it leads"),
    "list": ("List with something else in it", "Use the buttons for lists, one item for each"),
    "page-has-heading-one": ("Page without a title", "Give the page a title"),
    "scrollable-region-focusable": (
        "Part that scrolls cannot be reached by keyboard",
        "Make the table narrower, or ask whoever keeps the portal",
    ),
    "table-fake-caption": (
        "Caption inside a table",
        "Write what the table shows into its caption, not into a cell",
    ),
    "td-has-header": (
        "Table cell without a heading",
        "Give every column a heading, and mark the first column if it names the rows",
    ),
    "empty-table-header": ("Column without a heading", "Give every column of the table a heading"),
}


class AllRulesItem(ContentCheckerItem):
    """The checker with all rules.

    It is drawn for those who are signed in alone, and runs from the portal's own files.
    """

    # Wagtail's own tools, which it draws into a preview, are no part of the page.
    axe_exclude = ["wagtail-userbar", "wagtail-inline-userbar"]
    axe_run_only = None
    axe_rules = {rule: {"enabled": True} for rule in OFF_BY_DEFAULT} | {
        "color-contrast-enhanced": {"enabled": False}
    }
    axe_messages: dict[str, Any] = ContentCheckerItem.axe_messages | {
        rule: {"error_name": name, "help_text": help_text}
        for rule, (name, help_text) in MESSAGES.items()
    }
