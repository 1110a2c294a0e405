"""Every bold label in the handbook is on a screen of the portal or of Wagtail, word for word."""

import re
from pathlib import Path

import wagtail
import wagtail_footnotes
import wagtail_modeladmin

PROJECT = Path(__file__).resolve().parents[2]
PAGES = sorted((PROJECT / "docs" / "handbook" / "en").glob("*.md"))
PACKAGES = (wagtail, wagtail_footnotes, wagtail_modeladmin)
# Labels that a screen puts together from parts.
COMPOSED = {"Send to Review": "Send to %(workflow_name)s", "Add Footnote": "Add {{ label }}"}
# A bold text that ends with one of these opens a paragraph and is no label.
NO_LABEL = (".", ":", ",", "?", '"')


def plain(text: str) -> str:
    """Return text in small letters on one line, with strings over several lines put together."""
    joined = re.sub(r"[\"']\s*\n\s*f?[\"']", "", text)
    return " ".join(joined.replace("_", " ").split()).casefold()


def wagtail_texts() -> str:
    """Return the texts of Wagtail and its add-ons, as the portal's own catalogue changes them."""
    files = [
        file
        for package in PACKAGES
        for kind in ("*.py", "*.html")
        for file in Path(package.__file__ or "").parent.rglob(kind)
        if "test" not in file.parts
    ]
    text = plain("\n".join(file.read_text("utf-8") for file in files))
    (catalogue,) = PROJECT.glob("coe_site/*/en_GB/LC_MESSAGES/django.po")
    entries = re.findall(r"^msgid \"(.+)\"\nmsgstr \"(.+)\"$", catalogue.read_text("utf-8"), re.M)
    for before, _ in sorted(entries, key=lambda entry: len(entry[0]), reverse=True):
        text = text.replace(plain(before), "")
    return "\n".join([text, *(plain(after) for _, after in entries)])


def own_texts() -> str:
    """Return the texts of the portal itself."""
    files = [
        file
        for folder in ("coe_site", "consultation", "home", "ideas", "templates", "static/js")
        for kind in ("*.py", "*.html", "*.json", "*.js")
        for file in (PROJECT / folder).rglob(kind)
    ]
    return plain("\n".join(file.read_text("utf-8") for file in files))


def labels_of(page: Path) -> set[str]:
    bold = re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8"), re.DOTALL)
    return {" ".join(each.split()) for each in bold if not each.endswith(NO_LABEL)}


def test_every_label_is_on_a_screen() -> None:
    screens = own_texts() + wagtail_texts()
    missing = [
        f"{page.name}: {label}"
        for page in PAGES
        for label in sorted(labels_of(page))
        if plain(COMPOSED.get(label, label)) not in screens
    ]
    assert missing == []
