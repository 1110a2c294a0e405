"""Rules of axe that it leaves off by itself, and words for editors for what the rules find."""

from django.utils.translation import gettext_lazy as _

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
    "alt-text-quality": {
        "error_name": _("Alternative text looks like the name of a file"),
        "help_text": _("Describe what the image shows"),
    },
    "color-contrast": {
        "error_name": _("Text is too pale"),
        "help_text": _("Ask an administrator: you cannot change colours"),
    },
    "duplicate-id": {
        "error_name": _("Two parts have the same id"),
        "help_text": _("Ask an administrator"),
    },
    "identical-links-same-purpose": {
        "error_name": _("Links with the same text lead to different places"),
        "help_text": _("Write each link so that it says where it leads"),
    },
    "image-alt": {
        "error_name": _("Image without alternative text"),
        "help_text": _("Describe what it shows, or mark it as decorative"),
    },
    "image-redundant-alt": {
        "error_name": _("Image repeats the text next to it"),
        "help_text": _("Describe what the text does not say, or mark the image as decorative"),
    },
    "label": {
        "error_name": _("Question without a label"),
        "help_text": _("Enter the text of every question"),
    },
    "link-in-text-block": {
        "error_name": _("Link looks like the text around it"),
        "help_text": _("Ask an administrator: you cannot change colours"),
    },
    "link-name": {
        "error_name": _("Link without text"),
        "help_text": _("Write link text that says where it leads"),
    },
    "list": {
        "error_name": _("List that contains more than list items"),
        "help_text": _("Use the buttons for lists, one item for each"),
    },
    "page-has-heading-one": {
        "error_name": _("Page without a title"),
        "help_text": _("Give the page a title"),
    },
    "scrollable-region-focusable": {
        "error_name": _("Scrolling part that a keyboard cannot reach"),
        "help_text": _("Make the table narrower, or ask an administrator"),
    },
    "table-fake-caption": {
        "error_name": _("Caption inside a table"),
        "help_text": _("Enter what the table shows as its caption, not in a cell"),
    },
    "td-has-header": {
        "error_name": _("Table cell without a heading"),
        "help_text": _(
            "Give every column a heading, and mark the first column if it names the rows"
        ),
    },
    "empty-table-header": {
        "error_name": _("Column without a heading"),
        "help_text": _("Give every column of the table a heading"),
    },
}
