"""CSV files as spreadsheet programs of all kinds write them: encoding, delimiter and rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.common.errors import UserFacingError

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 10_000_000

_SAMPLE = 1 << 16
# Between the two encodings that are not UTF-8, more text makes a better guess.
_LARGE_SAMPLE = 1 << 22
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f]")
# A first line that tells Excel how the cells are delimited.
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_AS_WINDOWS = "portal_as_windows"


def _decode_as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that do not fit the encoding as Windows-1252, for `codecs`."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_AS_WINDOWS, _decode_as_windows)


class SpreadsheetError(UserFacingError):
    """A file that cannot be read, with the row in which that is; 0 is the file as a whole."""

    def __init__(self, text: str, row: int = 0) -> None:
        super().__init__(text)
        self.row = row


@dataclass(slots=True)
class CsvFile:
    """A CSV file, whose rows can be read as often as they are asked for."""

    open: Callable[[], BinaryIO]  # opens it anew
    encoding: str
    delimiter: str = ","
    doubt: str = ""  # what a person should check about the encoding
    note: str = ""  # what is good to know about it
    has_separator_line: bool = False  # a first line for Excel alone

    def text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self.open(), self.encoding, errors=_AS_WINDOWS, newline="")

    def rows(self, *, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with its number as spreadsheet programs count, from 1.

        Raises:
            SpreadsheetError: a cell without end; if strict, a quotation mark that does not match.
        """
        limit = csv.field_size_limit(LONGEST_CELL)
        number = 0
        try:
            with self.text() as stream:
                reader = csv.reader(stream, delimiter=self.delimiter, strict=strict)
                for number, cells in enumerate(reader, start=1):
                    if number == 1 and self.has_separator_line:
                        continue
                    if number == 1 and cells:
                        cells[0] = cells[0].removeprefix("\ufeff")
                    yield number, cells
        except csv.Error as error:
            if "limit" in str(error):
                reason = _(
                    "a cell has more than %(limit)s characters. Maybe a quotation mark is missing."
                ) % {"limit": intcomma(LONGEST_CELL)}
            else:
                reason = _(
                    "a quotation mark has no partner. A cell that begins with one must end with "
                    "one, and one inside must be doubled."
                )
            raise SpreadsheetError(reason, number + 1) from error
        finally:
            csv.field_size_limit(limit)


def open_csv(opener: Callable[[], BinaryIO], *, encoding: str = "", delimiter: str = "") -> CsvFile:
    """Return a CSV file with its encoding and delimiter found out, unless a person named them.

    Raises:
        SpreadsheetError: it is not a text.
        LookupError: there is no encoding of the given name.
        UnicodeError: the file cannot be in the given encoding.
    """
    file = CsvFile(opener, encoding) if encoding else _detect_encoding(opener)
    with file.text() as stream:
        head = stream.read(_SAMPLE)
    if len(_CONTROL.findall(head)) * 20 > len(head) or head.count("\0") * 4 > len(head):
        raise SpreadsheetError(_("This is not a CSV file."))
    separator_line = _SEPARATOR_LINE.match(head)
    file.has_separator_line = bool(separator_line)
    file.delimiter = delimiter or (separator_line[1] if separator_line else detect_delimiter(head))
    return file


def detect_delimiter(head: str) -> str:
    """Return the character that splits most of the first rows into the same number of cells."""
    best, highest = ",", 0.0
    whole_lines = head[: head.rfind("\n") + 1] or head
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(whole_lines, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row in islice(reader, 50) if any(map(str.strip, row))]
        except csv.Error:
            continue
        width, number = Counter(widths).most_common(1)[0] if widths else (1, 1)
        score = width * (number / max(len(widths), 1)) ** 2
        if width > 1 and score > highest:
            best, highest = delimiter, score
    return best


def _detect_encoding(opener: Callable[[], BinaryIO]) -> CsvFile:
    with opener() as stream:
        head = stream.read(_SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return CsvFile(opener, "utf-8-sig")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return CsvFile(opener, "utf-16")
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 > len(head):
        return CsvFile(opener, "utf-16-le" if odd > even else "utf-16-be")
    good, bad = _utf8_characters(opener)
    if not bad:
        return CsvFile(opener, "utf-8")
    if good > 10 * bad:
        doubt = ngettext(
            "The file is in UTF-8, except for %(count)s byte, which was read as Windows-1252. "
            "Look for wrong letters.",
            "The file is in UTF-8, except for %(count)s bytes, which were read as Windows-1252. "
            "Look for wrong letters.",
            bad,
        ) % {"count": intcomma(bad)}
        return CsvFile(opener, "utf-8", doubt=doubt)
    with opener() as stream:
        guess = from_bytes(stream.read(_LARGE_SAMPLE), cp_isolation=["cp1252", "mac_roman"]).best()
    if guess and guess.encoding == "mac_roman":
        doubt = _(
            "The file looks like one from an old Mac (Mac Roman), but this is a guess. Look for "
            "wrong letters."
        )
        return CsvFile(opener, "mac_roman", doubt=doubt)
    note = _("The file is not in UTF-8. It was read as Windows-1252, which includes Latin-1.")
    return CsvFile(opener, "cp1252", note=note)


def _utf8_characters(opener: Callable[[], BinaryIO]) -> tuple[int, int]:
    """Return how many characters beyond ASCII are good UTF-8, and how many bytes are not."""
    good = bad = 0
    with io.TextIOWrapper(opener(), "utf-8", errors="surrogateescape") as stream:
        while text := stream.read(_LARGE_SAMPLE):
            if not text.isascii():
                broken = sum("\udc80" <= character <= "\udcff" for character in text)
                good += sum(character > "\x7f" for character in text) - broken
                bad += broken
    return good, bad
