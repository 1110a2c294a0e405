"""The button that sends a form."""

from bs4 import Tag

from .controls import kind_of
from .elements import attribute
from .remarks import Remarks, quoted
from .texts import one_line, shorten

LONGEST = 60
DEFAULT = "Submit feedback"


def button_text(form: Tag, remarks: Remarks) -> str:
    """Return what is on the button that sends the form; other buttons are reported."""
    sending: list[tuple[Tag, str]] = []
    others: list[tuple[Tag, str]] = []
    for tag in form.find_all(("button", "input")):
        kind = kind_of(tag)
        if kind not in ("submit", "image", "button", "reset"):
            continue
        text = one_line(tag.get_text(" ")) if tag.name == "button" else attribute(tag, "value")
        text = text or attribute(tag, "alt") or attribute(tag, "aria-label")
        (sending if kind in ("submit", "image") else others).append((tag, text))
    if not sending:
        sending, others = others[:1], others[1:]
    for tag, text in [*sending[1:], *others]:
        remarks.note(tag, f"The button {quoted(text, 4000)} was left out: forms here have one.")
    text = sending[0][1] if sending else ""
    if len(text) > LONGEST:
        remarks.loss(
            sending[0][0], f"The button’s text {quoted(text, 4000)} is too long and was cut."
        )
    return shorten(text, LONGEST) or DEFAULT
