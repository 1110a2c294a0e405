"""Answers that an earlier consultation gathered in a spreadsheet, made responses of the portal."""

from .map_file import read_map, write_map
from .mapping import Column, Mapping, Use
from .outcome import AnswersImport, RejectedRow
from .problems import AnswersError
from .proposing import propose_mapping
from .services import import_answers
from .target import Target

__all__ = [
    "AnswersError",
    "AnswersImport",
    "Column",
    "Mapping",
    "RejectedRow",
    "Target",
    "Use",
    "import_answers",
    "propose_mapping",
    "read_map",
    "write_map",
]
