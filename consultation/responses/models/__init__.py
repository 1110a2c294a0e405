from .form_version import FormVersion
from .idea_count import IdeaCount
from .ledger_entry import LedgerEntry
from .response import Response, Source, Status
from .scan import Scan
from .subject import Subject

__all__ = [
    "FormVersion",
    "IdeaCount",
    "LedgerEntry",
    "Response",
    "Scan",
    "Source",
    "Status",
    "Subject",
]
