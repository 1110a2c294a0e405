"""Fields that only robots fill in, and other elements that readers do not see."""

import re

from bs4 import Tag

from .controls import NAMES, Control, asking, attribute, kind_of, text_of
from .labels import UNSEEN_CLASSES, Labels, classes
from .report import FormReport, quoted

_NAMES = re.compile(
    r"(?:^|[-_\[])(?:hp|honey|honey_?pot|trap|bot|gotcha|no_?spam|anti_?spam|robots?)(?:$|[-_\]\d])"
    r"|honey_?pot|bot[-_]?(?:field|check|trap)|leave[-_]?(?:this[-_]?)?(?:empty|blank)",
    re.I,
)
_WORDS = re.compile(
    r"\b(?:leave|keep) (?:this|it|the)\b.{0,30}\b(?:empty|blank|alone|unfilled)\b"
    r"|\b(?:do not|don.t|please don.t) (?:fill|enter anything|complete this|use this)"
    r"|\bif you (?:are|.re) (?:a )?human|\bspam (?:protection|check|trap)",
    re.I,
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|(?:left|top|right|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect"
    r"|(?:^|;)\s*(?:max-)?height\s*:\s*0(?:px)?\s*(?:;|$)",
    re.I,
)
_HIDING_CLASSES = frozenset(("hidden", "d-none", "is-hidden", "invisible", "offscreen"))
_DONE = re.compile(r"success|thank|\b(?:ok|sent|done|confirmation)\b", re.I)


def take_out_hidden(form: Tag, labels: Labels, report: FormReport) -> tuple[list[str], Tag | None]:
    """Take out of a form what readers do not see or cannot answer.

    Returns the names of hidden questions, which a script may show, and the thank-you text.
    """
    hidden = [tag for tag in form.find_all(True) if _is_put_away(tag)]
    with_questions = {id(tag) for tag in hidden if tag.find(NAMES) is not None}
    inside = {id(each) for tag in hidden for each in (tag, *tag.find_all(NAMES))}
    answerable = {id(tag) for tag in asking(form)}
    questions: list[str] = []
    for tag in form.find_all(NAMES):
        is_hidden, name = id(tag) in inside, attribute(tag, "name")
        is_fixed = tag.has_attr("readonly") and kind_of(tag) not in ("radio", "checkbox")
        is_sent_along = is_fixed or kind_of(tag) == "hidden"
        if is_sent_along or _is_trap(tag, labels, is_hidden=is_hidden):
            tell = report.note if is_hidden or is_sent_along else report.doubt
            called = quoted(name or attribute(tag, "id") or kind_of(tag))
            tell(f"The field {called} is not for people to fill in, so it was left out.")
        elif is_hidden and id(tag) in answerable:
            questions.append(labels.called(Control(kind_of(tag), name, [tag])))
        else:
            continue
        tag.extract()
    thank_you: Tag | None = None
    for tag in hidden:
        text = "" if id(tag) in with_questions else text_of(tag)
        tag.extract()
        if text and _DONE.search(f"{attribute(tag, 'class')} {attribute(tag, 'id')} {text[:12]}"):
            thank_you = tag
        elif text:
            report.note(f"The hidden text {quoted(text, 4000)} was left out.")
    return list(dict.fromkeys(questions)), thank_you


def _is_put_away(tag: Tag) -> bool:
    """Say whether an element puts itself, and what is in it, out of sight."""
    if kind_of(tag) in ("radio", "checkbox", "hidden"):
        # Boxes and buttons are often hidden, and drawn by their labels.
        return False
    own = classes(tag)
    # A label for screen readers alone is a label all the same.
    is_unseen = bool(own & UNSEEN_CLASSES) and (tag.name in NAMES or tag.find(NAMES) is not None)
    is_styled_away = bool(_HIDING.search(attribute(tag, "style")) or own & _HIDING_CLASSES)
    return tag.has_attr("hidden") or is_unseen or is_styled_away


def _is_trap(tag: Tag, labels: Labels, *, is_hidden: bool) -> bool:
    """Say whether a control is for robots, by its name, its words and who can reach it."""
    if not is_hidden and (tag.name != "input" or kind_of(tag) in ("radio", "checkbox")):
        return False
    words = f"{labels.text_of(tag)} {attribute(tag, 'placeholder')}".strip()
    name = attribute(tag, "name") or attribute(tag, "id")
    is_unfilled = attribute(tag, "autocomplete").casefold() in ("off", "new-password", "nope")
    is_unreachable = attribute(tag, "tabindex").startswith("-")
    is_silent = any(attribute(each, "aria-hidden") == "true" for each in (tag, tag.parent) if each)
    return bool(
        _WORDS.search(words[:500])
        or _NAMES.search(name)
        or (is_unreachable and (is_unfilled or not words))
        or (is_hidden and (is_unfilled or is_unreachable or is_silent))
    )
