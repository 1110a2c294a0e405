"""Fields that only robots fill in, and other elements that readers do not see."""

import re

from bs4 import Tag

from .controls import NAMES, Control, asks, attribute, kind_of, text_of
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
_STYLE_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_LONGEST_STYLE = 100_000
_DONE = re.compile(r"success|thank|\b(?:ok|sent|done|confirmation)\b", re.I)
_THANKS = re.compile(r"\W*(?:thank|received|success)", re.I)


def take_out_hidden(form: Tag, labels: Labels, report: FormReport) -> tuple[list[str], Tag | None]:
    """Take out of a form what readers do not see or cannot answer.

    Returns the names of hidden questions, which a script may show, and the thank-you text.
    """
    styles = _names_hidden_by_styles(form)
    hidden = [tag for tag in form.find_all(True) if _is_put_away(tag, styles)]
    asking = {id(tag) for tag in hidden if tag.find(NAMES) is not None}
    inside = {id(each) for tag in hidden for each in (tag, *tag.find_all(NAMES))}
    questions: list[str] = []
    for tag in form.find_all(NAMES):
        kind, is_hidden = kind_of(tag), id(tag) in inside
        is_fixed = tag.has_attr("readonly") and kind not in ("radio", "checkbox")
        if kind == "hidden" or is_fixed or _is_trap(tag, labels, is_hidden=is_hidden):
            name = quoted(attribute(tag, "name") or attribute(tag, "id") or kind)
            tell = report.note if is_hidden or is_fixed or kind == "hidden" else report.doubt
            tell(f"The field {name} is not for people to fill in, so it was left out.")
        elif is_hidden and asks(tag):
            questions.append(labels.called(Control(kind, attribute(tag, "name"), [tag])))
        else:
            continue
        tag.extract()
    thank_you: Tag | None = None
    for tag in hidden:
        text = "" if id(tag) in asking else text_of(tag)
        tag.extract()
        told = f"{attribute(tag, 'class')} {attribute(tag, 'id')}"
        if text and (_DONE.search(told) or _THANKS.match(text)):
            thank_you = tag
        elif text:
            report.note(f"The hidden text {quoted(text, 4000)} was left out.")
    return list(dict.fromkeys(questions)), thank_you


def _is_put_away(tag: Tag, styles: set[str]) -> bool:
    """Say whether an element puts itself, and what is in it, out of sight."""
    if kind_of(tag) in ("radio", "checkbox", "hidden"):
        # Boxes and buttons are often hidden, and drawn by their labels.
        return False
    own = classes(tag)
    # A label for screen readers alone is a label all the same.
    unseen = own & UNSEEN_CLASSES if tag.name in NAMES or tag.find(NAMES) else None
    return bool(
        tag.has_attr("hidden")
        or _HIDING.search(attribute(tag, "style"))
        or unseen
        or own & _HIDING_CLASSES
        or styles & {f"#{attribute(tag, 'id')}", *(f".{each}" for each in own)}
    )


def _names_hidden_by_styles(form: Tag) -> set[str]:
    """Return the ids (with #) and classes (with .) that the page's own styles hide."""
    *_, root = form.parents
    return {
        name.strip()
        for style in root.find_all("style")
        for names, rules in _STYLE_RULE.findall("".join(map(str, style.contents))[:_LONGEST_STYLE])
        if _HIDING.search(rules)
        for name in names.split(",")
    }


def _is_trap(tag: Tag, labels: Labels, *, is_hidden: bool) -> bool:
    """Say whether a control is for robots, by its name, its words and who can reach it."""
    if not is_hidden and (tag.name != "input" or kind_of(tag) in ("radio", "checkbox")):
        return False
    words = f"{labels.text_of(tag)} {attribute(tag, 'placeholder')}"
    name = attribute(tag, "name") or attribute(tag, "id")
    is_unfilled = attribute(tag, "autocomplete").casefold() in ("off", "new-password", "nope")
    is_unreachable = attribute(tag, "tabindex").startswith("-")
    around = filter(None, (tag, tag.parent))
    is_silent = "true" in (attribute(each, "aria-hidden") for each in around)
    return bool(
        _WORDS.search(words[:500])
        or _NAMES.search(name)
        or (is_unfilled and is_unreachable)
        or (is_hidden and (is_unfilled or is_unreachable or is_silent))
    )
