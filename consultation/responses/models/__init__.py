from .form_version import FormVersion
from .idea_count import IdeaCount
from .ledger_entry import LedgerEntry
from .published_answer import Publication, PublishedAnswer, WithdrawnConsent
from .response import Response, Source, Status
from .scan import Scan
from .subject import Subject

__all__ = [
    "FormVersion",
    "IdeaCount",
    "LedgerEntry",
    "Publication",
    "PublishedAnswer",
    "Response",
    "Scan",
    "Source",
    "Status",
    "Subject",
    "WithdrawnConsent",
]
