"""What stands in a form that is neither a question nor a text."""

from bs4 import Tag

from .elements import attribute, classes, words
from .remarks import Remarks, quoted
from .tree import FormTree

_NAMES = {
    "iframe": "content of another page",
    "video": "film",
    "audio": "recording",
    "object": "embedded object",
    "embed": "embedded object",
    "canvas": "drawing by a script",
    "svg": "drawing",
    "math": "formula",
    "meter": "measure",
    "progress": "progress bar",
}
_GUARDS = words("g-recaptcha h-captcha cf-turnstile frc-captcha")


def left_out(form: Tag, tree: FormTree, remarks: Remarks) -> None:
    """Report pictures and embedded things, which a form here does not hold."""
    for tag in form.find_all(["img", *_NAMES]):
        if id(tag) in tree.read_pictures:
            continue
        if tag.name == "img":
            source = attribute(tag, "src") or "without an address"
            text = f"The picture {quoted(source)} of this form"
            said = attribute(tag, "alt")
            text += f" ({quoted(said, 300)})" if said else ""
        else:
            text = f"A {_NAMES[tag.name]} in this form"
        remarks.loss(tag, f"{text} was left out: forms here hold questions and texts.")
    for tag in form.find_all(class_=True):
        if _GUARDS.intersection(classes(tag)):
            remarks.note(tag, "The riddle against robots was left out: forms here need none.")
