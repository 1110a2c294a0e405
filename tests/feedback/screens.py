"""What a respondent sees, read from the answer as a browser would read it."""

from bs4 import BeautifulSoup
from django.http import HttpResponse


def screen(response: HttpResponse) -> BeautifulSoup:
    """Return the page as a browser parses it; only so does a textarea lose its first line end."""
    return BeautifulSoup(response.content, "html5lib")


def submitted_texts(response: HttpResponse) -> dict[str, str]:
    """Return what is shown for copying: the text by its label."""
    page = screen(response)
    return {
        page.select_one(f"label[for={area['id']}]").get_text(): area.get_text()
        for area in page.select(".typed textarea")
    }


def error_summary(response: HttpResponse) -> dict[str, str]:
    """Return the messages at the top, by the id of the control that each leads to."""
    return {
        link["href"].removeprefix("#"): link.get_text(strip=True)
        for link in screen(response).select(".govuk-error-summary a")
    }


def shown_value(response: HttpResponse, name: str) -> str | list[str]:
    """Return what a control of the form holds; a list of values for boxes and buttons."""
    controls = screen(response).select(f"#feedback form [name={name}]")
    first = controls[0]
    if first.name == "textarea":
        return first.get_text()
    if first.name == "select":
        return [str(option["value"]) for option in first.select("option[selected]")]
    if first["type"] in ("radio", "checkbox"):
        return [str(box.get("value", "on")) for box in controls if box.has_attr("checked")]
    return str(first.get("value", ""))
