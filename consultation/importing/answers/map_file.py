"""The map as a file that people can read and change: plain YAML with comments.

Every value is a text: YAML's own guesses ("no" is false, 1:30 is ninety) are switched off.
"""

import json
from collections.abc import Iterator
from typing import Any

import yaml
from django.conf import settings

from consultation.importing.answers.mapping import Mapping, read_column
from consultation.importing.answers.problems import AnswersError
from consultation.importing.answers.tables.table import clean_text

LARGEST = 2_000_000
_DAY_FIRST, _MONTH_FIRST = "day first", "month first"
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_NAMES = {
    "sheet",
    "headings in row",
    "encoding",
    "separator",
    "dates",
    "time zone",
    "received",
    "columns",
    "pages",
}

_ABOUT = """\
# What becomes of the columns of {file}.
#
# Change what stands behind “becomes” and give this file back with --map. A column becomes
#   received                        when the answer came
#   page                            which page it answers: title, address, or number
#   question KEY                    the answer to the question with this key
#   question KEY option TEXT        one option of it, where each has a column
#   question KEY row CODE           one idea of it that was picked
#   question KEY row CODE scale KEY one idea of it on one scale
#   new short text, new long text, new number, new email
#                                   a question of its own, under the heading of the column;
#                                   with “ personal” behind it where it says who somebody is
#   more of HEADING                 the end of an answer that begins in another column
#   reference, status, reason, source, after closing
#                                   what the portal’s own exports say of each response
#   ignore                          nothing: it is left out, and the report says so
#
# The keys of questions are: {keys}
"""


def _quoted(text: str) -> str:
    # A text in JSON is a text in YAML.
    return (
        json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f").replace("\x85", "\\u0085")
    )


def _comment(text: str) -> str:
    return "# " + " ".join(text.split())


def _lines(mapping: Mapping) -> Iterator[str]:
    for remark in (*mapping.losses, *mapping.doubts, *mapping.notes):
        yield _comment(remark)
    yield ""
    if mapping.sheet:
        yield f"sheet: {_quoted(mapping.sheet)}"
    yield f'headings in row: "{mapping.heading_row}"'
    if mapping.encoding:
        yield f"encoding: {_quoted(mapping.encoding)}"
        names = {sign: name for name, sign in _SEPARATORS.items()}
        yield f"separator: {_quoted(names.get(mapping.separator, mapping.separator))}"
    yield "# Is 3/4/2025 in April (day first) or in March (month first)?"
    yield f'dates: "{_DAY_FIRST if mapping.day_first else _MONTH_FIRST}"'
    yield "# Of moments that name none."
    yield f"time zone: {_quoted(mapping.zone or settings.TIME_ZONE)}"
    if mapping.received:
        yield "# When the answers came, where no column says it."
        yield f"received: {_quoted(mapping.received)}"
    yield "columns:"
    for column in mapping.columns:
        if column.doubt:
            yield f"  {_comment(f'Look at this: {column.doubt}')}"
        yield f"  - heading: {_quoted(column.heading)}"
        yield f"    becomes: {_quoted(column.becomes)}"
    if mapping.pages:
        yield "# What the column of the page says, and which page that is: its path or number."
        yield "# Rows whose page is empty here are rejected."
        yield "pages:"
        for text, page in mapping.pages.items():
            yield f"  {_quoted(text)}: {_quoted(page)}"


def write_map(mapping: Mapping, file_name: str, keys: list[str]) -> str:
    """Return a map as the text of a file.

    Args:
        mapping: the map.
        file_name: the file that it belongs to.
        keys: the keys of the questions that can be answered.
    """
    about = _ABOUT.format(file=" ".join(file_name.split()), keys=", ".join(keys) or "none")
    return about + "\n".join(_lines(mapping)) + "\n"


class _Loader(yaml.BaseLoader):
    """Reads texts, lists and tables of them; refuses what refers to something above."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases: a small file can unfold into a huge one by them."""
        if self.check_event(yaml.AliasEvent):
            raise AnswersError("The map refers to itself (by a * sign), which it must not.")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """Refuse a name that stands twice: the first would be lost in silence."""
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            line = node.start_mark.line + 1
            raise AnswersError(f"The map says “{twice}” twice (in the part from line {line}).")
        return super().construct_mapping(node, deep)


def _load(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise AnswersError("The map is far too long.")
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  (makes nothing but texts)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise AnswersError(
            f"The map cannot be read{place}. Look for a missing quotation mark or a changed "
            "beginning of a line."
        ) from error
    except RecursionError as error:
        raise AnswersError("The map cannot be read: it is nested too deeply.") from error
    if not isinstance(data, dict):
        raise AnswersError("The map holds no “columns”.")
    unknown = sorted(str(name) for name in data.keys() - _NAMES)
    if unknown:
        raise AnswersError(f"The map says “{unknown[0]}”, which is unknown.")
    return data


def _text(data: dict[str, Any], name: str, otherwise: str = "") -> str:
    value = data.get(name, otherwise)
    if not isinstance(value, str):
        raise AnswersError(f"In the map, “{name}” has to be one text.")
    return value


def read_map(text: str) -> Mapping:
    """Read a map back.

    Raises:
        AnswersError: what is wrong with it, naming line or column.
    """
    data = _load(text)
    entries = data.get("columns")
    if not isinstance(entries, list) or not entries:
        raise AnswersError("The map holds no “columns”.")
    columns = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or entry.keys() != {"heading", "becomes"}:
            raise AnswersError(
                f"The {number}. column of the map has to have “heading” and “becomes”, each once."
            )
        heading, becomes = entry["heading"], entry["becomes"]
        if not isinstance(heading, str) or not isinstance(becomes, str):
            raise AnswersError(f"The {number}. column of the map has to hold two texts.")
        # By an escape, a map can hold signs that no database can.
        if clean_text(becomes) != becomes:
            raise AnswersError(f"Column “{heading}”: the map has an invisible sign there.")
        columns.append(read_column(heading, becomes))
    dates = _text(data, "dates", _DAY_FIRST)
    if dates not in (_DAY_FIRST, _MONTH_FIRST):
        raise AnswersError(f"In the map, “dates” is “{_DAY_FIRST}” or “{_MONTH_FIRST}”.")
    row = _text(data, "headings in row", "0")
    if not row.isascii() or not row.isdigit() or len(row) > 7:
        raise AnswersError("In the map, “headings in row” has to be a number.")
    pages = data.get("pages") or {}
    if not isinstance(pages, dict) or not all(isinstance(each, str) for each in pages.values()):
        raise AnswersError("In the map, “pages” has to give one page for each text.")
    separator = _text(data, "separator")
    separator = _SEPARATORS.get(separator, separator)
    if len(separator) > 1 or separator in ('"', "\n", "\r"):
        raise AnswersError("In the map, “separator” is comma, semicolon, tab, bar or one sign.")
    return Mapping(
        columns=tuple(columns),
        sheet=_text(data, "sheet"),
        heading_row=int(row),
        encoding=_text(data, "encoding"),
        separator=separator,
        day_first=dates == _DAY_FIRST,
        zone=_text(data, "time zone"),
        received=_text(data, "received"),
        pages=pages,
    )
