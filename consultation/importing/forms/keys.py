"""Keys of imported questions."""

import re

from consultation.feedback.blocks.form import key_from_label
from consultation.feedback.blocks.questions import KEY_PATTERN, RESERVED_KEYS

# Lists and exports have columns of these names.
_COLUMNS = frozenset(("submit_time", "reference", "status"))


def choose_key(name: str, label: str, taken: set[str]) -> str:
    """Return a free key: what the control was sent as if that can be one, else from the label."""
    key = re.sub(r"-+", "_", name.removesuffix("[]").casefold())
    if not KEY_PATTERN.fullmatch(key) or key in RESERVED_KEYS | _COLUMNS | taken:
        key = key_from_label(label, taken | _COLUMNS)
    taken.add(key)
    return key
