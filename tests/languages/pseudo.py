"""A language of the tests: English with accents, in brackets, and two fifths longer.

Text that is shown without accents or brackets did not go through gettext; what does not fit would
not fit in a longer language either.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from tests.wording.messages import Message, compile_catalogue, extract, read_catalogue

CODE = "en-xa"
ACCENTS = str.maketrans(
    "aceginosuyzACEGINOSUYZ", "áçéĝíñóšúýžÁÇÉĜÍÑÓŠÚÝŽ"
)  # the letters that are in nearly every word
MARKS = re.compile("[áçéĝíñóšúýžÁÇÉĜÍÑÓŠÚÝŽ⟦⟧·]")
_KEPT = re.compile(r"%\(\w+\)[sdf]|%[sd%]|\{\w*\}|<[^>]*>|&\w+;")


def accented(text: str, context: str = "") -> str:
    """Return a text of the language; placeholders and tags stay."""
    if context == "date format":
        return f"⟦{text}⟧"
    parts, start = [], 0
    for kept in _KEPT.finditer(text):
        parts += [text[start : kept.start()].translate(ACCENTS), kept[0]]
        start = kept.end()
    parts.append(text[start:].translate(ACCENTS))
    # In words of ten letters, so that lines can break.
    longer = " ".join(["·" * 9] * (1 + len(text) // 25))
    return f"⟦{''.join(parts)} {longer}⟧"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _entry(message: Message) -> str:
    lines = [f"msgctxt {_quoted(message.context)}"] if message.context else []
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines.append(f"msgstr[0] {_quoted(accented(message.text))}")
        lines.append(f"msgstr[1] {_quoted(accented(message.plural))}")
    else:
        lines.append(f"msgstr {_quoted(accented(message.text, message.context))}")
    return "\n".join(lines)


def write_catalogue(folder: Path) -> Path:
    """Write all texts of the sources in this language, and return the folder of catalogues."""
    target = folder / "locale" / "en_XA" / "LC_MESSAGES" / "django.po"
    target.parent.mkdir(parents=True)
    header = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n'
        'Plural-Forms: nplurals=2; plural=(n != 1);\\n"'
    )
    entries = [_entry(message) for message in read_catalogue(extract(folder))]
    target.write_text("\n\n".join([header, *entries]) + "\n", "utf-8")
    compile_catalogue(target, target.with_suffix(".mo"))
    return folder / "locale"


@contextmanager
def pseudo_language(catalogues: Path) -> Iterator[None]:
    """Speak this language for a while, in all threads. The pages stay in English."""
    with override_settings(
        LANGUAGE_CODE=CODE, LANGUAGES=[(CODE, "Longer English")], LOCALE_PATHS=[catalogues]
    ):
        yield
