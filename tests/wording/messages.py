"""The texts of the sources and their translations: `make messages`, and with --check `make check`.

Texts that the public reads must be translated into each language; those of the admin may stay in
English.
"""

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from shutil import copytree, ignore_patterns

import django
from django.core.management import call_command
from django.test import override_settings

PROJECT = Path(__file__).resolve().parents[2]
LOCALE_DIR = PROJECT / "coe_site" / "locale"
SOURCES = ("coe_site", "consultation", "home", "ideas", "templates")
NOT_SOURCES = ("migrations", "locale", "wagtail_locale", "__pycache__")

# Where texts for the public come from.
PUBLIC = (
    "coe_site/middleware.py",
    "consultation/common/*.py",
    "consultation/feedback/answer_options.py",
    "consultation/feedback/availability.py",
    "consultation/feedback/displayed_form.py",
    "consultation/feedback/forms.py",
    "consultation/feedback/services.py",
    "consultation/feedback/views.py",
    "consultation/pages/blocks/formats.py",
    "consultation/pages/citations.py",
    "consultation/pages/context.py",
    "consultation/pages/navigation.py",
    "consultation/pages/stages.py",
    "consultation/responses/results/idea_results.py",
    "consultation/responses/results/public_results.py",
    "home/views.py",
    "templates/*.html",
    "templates/components/*",
    "templates/home/setup/*",
    "templates/pages/*",
    "templates/respond/*",
    "templates/wagtailcore/*",
    "templates/workflow/previews/ended.html",
)
NOT_PUBLIC = (
    "consultation/common/spreadsheets.py",
    "consultation/common/zip_files.py",
    "*/admin/*",
    "templates/wagtailadmin/*",
    "templates/respond/manual_entry.html",
)

_KEYWORD = re.compile(r'^(msg\w+(?:\[\d\])?) ((?:".*"\n?)+)', re.MULTILINE)
_CREATED = re.compile(r'^"POT-Creation-Date:.*\n', re.MULTILINE)


@dataclass
class Message:
    """A text of the sources with its translations: one, or one for each form of the plural."""

    context: str
    text: str
    plural: str
    translations: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.text, self.plural

    @property
    def is_translated(self) -> bool:
        return all(self.translations) and "fuzzy" not in self.flags

    @property
    def is_public(self) -> bool:
        return any(
            any(fnmatch(source, pattern) for pattern in PUBLIC)
            and not any(fnmatch(source, pattern) for pattern in NOT_PUBLIC)
            for source in self.sources
        )


def read_catalogue(file: Path) -> list[Message]:
    """Return the messages of a .po or .pot file, without its header."""
    messages = []
    for entry in file.read_text("utf-8").split("\n\n"):
        texts = {
            name: "".join(map(ast.literal_eval, lines.splitlines()))
            for name, lines in _KEYWORD.findall(entry)
        }
        if not texts.get("msgid"):
            continue
        message = Message(
            texts.get("msgctxt", ""), texts["msgid"], texts.get("msgid_plural", ""),
            [text for name, text in texts.items() if name.startswith("msgstr")],
        )  # fmt: skip
        for line in entry.splitlines():
            if line.startswith("#: "):
                message.sources += line.removeprefix("#: ").split()
            elif line.startswith("#, "):
                message.flags += line.removeprefix("#, ").split(", ")
        messages.append(message)
    return messages


def extract(folder: Path) -> Path:
    """Write the texts of the sources into a folder, and return the file."""
    copy = folder / "sources"
    for name in SOURCES:
        copytree(PROJECT / name, copy / name, ignore=ignore_patterns(*NOT_SOURCES))
    # In a copy: Django puts a file next to each template for a while.
    with chdir(copy), override_settings(LOCALE_PATHS=[folder], MEDIA_ROOT="", STATIC_ROOT=None):
        call_command(
            "makemessages", all=True, keep_pot=True, add_location="file", verbosity=0,
            extensions=["html", "txt", "py"],
        )  # fmt: skip
    return folder / "django.pot"


def catalogues() -> Iterator[Path]:
    """Yield the catalogue of each language."""
    yield from sorted(LOCALE_DIR.glob("*/LC_MESSAGES/django.po"))


def compile_catalogue(catalogue: Path, compiled: Path) -> None:
    """Write what the portal reads, if placeholders and plurals are the same as in English."""
    subprocess.run(["msgfmt", "--check-format", "-o", compiled, catalogue], check=True)


def update(catalogue: Path, template: Path) -> None:
    """Bring a catalogue up to date with the sources and compile it."""
    before = {message.key for message in read_catalogue(catalogue) if message.is_translated}
    merge = [
        "msgmerge",
        "--quiet",
        "--no-fuzzy-matching",
        "--add-location=file",
        "-o",
        catalogue,
        catalogue,
        template,
    ]
    subprocess.run(merge, check=True)
    subprocess.run(["msgattrib", "--no-obsolete", "-o", catalogue, catalogue], check=True)
    catalogue.write_text(_CREATED.sub("", catalogue.read_text("utf-8")), "utf-8")
    compile_catalogue(catalogue, catalogue.with_suffix(".mo"))
    for context, text, _ in sorted(before - {message.key for message in read_catalogue(catalogue)}):
        print(f"No longer in the sources, so its translation is removed: {context} {text!r}")


def faults(catalogue: Path, template: Path) -> Iterator[str]:
    """Yield a line for each text that is missing, left over, unsure or not translated."""
    messages = read_catalogue(catalogue)
    name, in_sources = catalogue.parts[-3], read_catalogue(template)
    known = {message.key: message.sources for message in messages}
    asked = {message.key: message.sources for message in in_sources}
    for key in asked.keys() - known.keys():
        yield f"{name}: not in the catalogue: {key[1]!r}"
    for key in known.keys() - asked.keys():
        yield f"{name}: no longer in the sources: {key[1]!r}"
    for message in messages:
        if "fuzzy" in message.flags:
            yield f"{name}: check the translation, then remove “fuzzy”: {message.text!r}"
        elif message.is_public and not message.is_translated:
            yield f"{name}: not translated, and the public reads it: {message.text!r}"


def main() -> None:
    """Update all catalogues, or only check them, and fail with a list of what is left to do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        template = extract(Path(folder))
        if "--check" not in sys.argv:
            for catalogue in catalogues():
                update(catalogue, template)
        left = [fault for catalogue in catalogues() for fault in faults(catalogue, template)]
    for fault in sorted(left):
        print(fault)
    if left:
        sys.exit(f"{len(left)} texts are left to do. “make messages” updates the catalogues.")


if __name__ == "__main__":
    main()
