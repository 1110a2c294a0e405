"""Wagtail's own English says review, item and send back, as the rest of the portal does."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import wagtail
from django.conf import settings
from django.utils.translation import gettext, ngettext, override

CATALOGUE = Path(settings.BASE_DIR, "coe_site/wagtail_locale/en_GB/LC_MESSAGES/django.po")
OTHER_WORDS = re.compile(r"moderation|workflow|snippet", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|href=\"[^\"]*\"")
# No screen shows this error of the database.
NOT_SHOWN = "There may only be one in progress"


@cache
def messages() -> list[tuple[str, str]]:
    """Return each message of Wagtail's source, with its plural or ""."""
    found_messages = []
    for catalogue in Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po"):
        for entry in catalogue.read_text("utf-8").split("\n\n"):
            found = dict(re.findall(r'^(msgid|msgid_plural) ((?:".*"\n)+)', entry, re.MULTILINE))
            texts = {
                name: "".join(map(ast.literal_eval, lines.splitlines()))
                for name, lines in found.items()
            }
            if texts.get("msgid"):
                found_messages.append((texts["msgid"], texts.get("msgid_plural", "")))
    return found_messages


def test_no_message_of_wagtail_says_moderation_workflow_or_snippet() -> None:
    shown = []
    with override("en-gb"):
        for one, several in messages():
            shown += [ngettext(one, several, n) for n in (1, 2)] if several else [gettext(one)]
    left = [text for text in shown if OTHER_WORDS.search(PLACEHOLDER.sub("", text))]
    assert len(shown) > 1000
    assert [text for text in left if NOT_SHOWN not in text] == []


def test_compiled_catalogue_belongs_to_its_source(tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", compiled, CATALOGUE], check=True)
    assert compiled.read_bytes() == CATALOGUE.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("placeholder", [r"%\(\w+\)[sd]", r"\{\w+\}"])
def test_messages_keep_their_placeholders(placeholder: str) -> None:
    for one, several in messages():
        with override("en-gb"):
            shown = ngettext(one, several, 2) if several else gettext(one)
        assert sorted(re.findall(placeholder, shown)) == sorted(
            re.findall(placeholder, several or one)
        )
