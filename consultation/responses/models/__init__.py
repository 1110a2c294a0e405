from .idea_count import IdeaCount
from .ledger_entry import LedgerEntry
from .published_answer import Publication, PublishedAnswer, WithdrawnConsent
from .response import FormVersion, Response, ResponseIdea, Scan, Source, Status

__all__ = [
    "FormVersion",
    "IdeaCount",
    "LedgerEntry",
    "Publication",
    "PublishedAnswer",
    "Response",
    "ResponseIdea",
    "Scan",
    "Source",
    "Status",
    "WithdrawnConsent",
]
