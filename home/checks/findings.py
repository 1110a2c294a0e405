from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a draft that readers would stumble over.

    Args:
        sentence: what it is, for editors.
        place: where it stands, as "block 3, Text".
    """

    sentence: str
    place: str
