"""Forms that are not in the source: those of a form service, and those that a script makes."""

import re
from collections.abc import Callable

from bs4 import Tag

from consultation.importing.report import Place, Report

from .elements import attribute
from .remarks import quoted
from .scripted import code_of

_SERVICES = re.compile(
    r"docs\.google\.com/forms|forms\.gle|forms\.(?:office|microsoft|cloud\.microsoft)|typeform|"
    r"surveymonkey|jotform|airtable\.com|smartsurvey|qualtrics|tally\.so|formstack|wufoo|hsforms|"
    r"onlinesurveys|citizenspace|cognitoforms|paperform|snapsurveys|formsite|zohopublic",
    re.I,
)
_MAKES_FORM = re.compile(
    r"""<form\b|createElement\(\s*["'`](?:form|input|textarea|select)\b|<(?:input|textarea|select)\b""",
    re.I,
)
_TARGET = re.compile(
    r"""(?:getElementById\(\s*["'`]|querySelector\(\s*["'`]#)([\w-]{1,100})["'`]"""
)


def service_of(tag: Tag) -> str:
    """Return the address of the form service that an element shows a form of, or ""."""
    address = attribute(tag, "src") or attribute(tag, "data-src") or attribute(tag, "href")
    return address if _SERVICES.search(address) else ""


def report_forms_elsewhere(page: Tag, place_of: Callable[[Tag], Place], report: Report) -> None:
    """Report the forms of a page that are shown by another site or made by a script.

    Args:
        page: the whole page.
        place_of: says where an element stands.
        report: where it is said what is missing.
    """
    for tag in page.find_all(("iframe", "embed", "object", "script")):
        address = service_of(tag)
        if address:
            report.loss(
                place_of(tag),
                f"A form of another site is shown here ({quoted(address, 500)}). Its questions are "
                "not in the source: make the form by hand.",
            )
    for script in page.find_all("script"):
        code = code_of(script)
        if not _MAKES_FORM.search(code):
            continue
        names = dict.fromkeys(_TARGET.findall(code[:100_000]))
        empty = [name for name in names if _is_empty(page, name)]
        if empty:
            where = ", ".join(quoted(name) for name in empty)
            report.loss(
                place_of(script),
                f"A script makes a form here (in {where}). Its questions are not read: make the "
                "form by hand.",
            )


def _is_empty(page: Tag, name: str) -> bool:
    """Say whether an element waits for a script; forms are reported when they are read."""
    tag = page.find(id=name)
    return (
        isinstance(tag, Tag)
        and tag.name not in ("form", "input", "select", "textarea", "option")
        and tag.find(("input", "select", "textarea")) is None
        and tag.find_parent("form") is None
        and not tag.get_text(strip=True)
    )
