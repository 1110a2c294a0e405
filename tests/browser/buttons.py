"""The buttons of a screen: which there are, and whether pressing one does anything."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from playwright.sync_api import Page, Response, TimeoutError

# Milliseconds until an effect is there even on a busy machine.
EFFECT_WITHIN = 15_000

# Defined on each screen before it is looked at. Wagtail's own frame, its header above all, is
# Wagtail's: of that, only what looks like a button of ours counts.
_ON_THE_SCREEN = """
window.buttonsOfScreen = () => [
    ...document.querySelectorAll(
        "main button, main input[type=submit], main input[type=button], main summary, main a.button"
    ),
].filter((each) =>
    each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && each.getClientRects().length
    && !each.matches(":disabled")
    && (each.matches("a") || !each.closest("header, .w-human-readable-date"))
)
// The same for the same button of several rows.
window.kindOf = (each) => {
    const goal = each.href || each.getAttribute("formaction") || each.form?.getAttribute("action")
    const place = goal?.replace(/\\d+/g, "0")
    return [each.tagName, toldOf(each), each.name, each.value, place].join(" ")
}
window.toldOf = (each) => {
    const words = each.cloneNode(true)
    words.querySelectorAll(".w-sr-only").forEach((hidden) => hidden.remove())
    return (words.textContent || each.value || "").replace(/\\s+/g, " ").trim()
}
window.submits = (form) => [...form.elements].filter(
    (each) => each.matches("button:not([type=button]), input[type=submit]")
)
window.stateOfScreen = () => [
    document.body.innerText,
    ...["[open]", "[aria-expanded=true]", ":checked", "dialog, [role=dialog]"].map(
        (selector) => document.querySelectorAll(selector).length
    ),
].join("\\n")
"""

_TICK_ONE_FOR_EACH_FORM = """
() => {
    const forms = new Set()
    for (const box of document.querySelectorAll("main td input[type=checkbox]")) {
        if (box.form && !forms.has(box.form)) {
            forms.add(box.form)
            if (!box.checked) box.click()
        }
    }
}
"""

_LIST = """
() => buttonsOfScreen().map((each) => ({
    words: toldOf(each) || each.getAttribute("aria-label") || "",
    kind: kindOf(each),
    is_link: each.matches("a[href]"),
    is_submit: Boolean(each.form && submits(each.form).includes(each)),
}))
"""

# A form with one job may ask for what that job needs, and is given it. Where a form has several
# buttons, what one of them needs must not keep back another.
_FILL = """
(button) => {
    const form = button.form
    if (!form || (submits(form).length > 1 && !form.noValidate)) return
    const file = () => {
        const files = new DataTransfer()
        files.items.add(new File(["Words"], "words.txt"))
        return files.files
    }
    for (const field of form.elements) {
        if (!field.willValidate || field.validity.valid || !field.checkVisibility()) continue
        if (["checkbox", "radio"].includes(field.type)) field.checked = true
        else if (field.type === "file") field.files = file()
        else if (field.tagName === "SELECT")
            field.value = [...field.options].find((option) => option.value)?.value ?? ""
        else if (field.type === "email") field.value = "ada@example.org"
        else field.value = field.type === "number" ? field.min || "1" : "Words"
        field.dispatchEvent(new Event("input", { bubbles: true }))
        field.dispatchEvent(new Event("change", { bubbles: true }))
    }
}
"""

# Whether they are in view or not: what the browser says of them may be seen by no one.
_KEPT_BACK_BY = """
(button) => {
    const form = button.form
    const isChecked = form && submits(form).includes(button)
        && !form.noValidate && !button.formNoValidate
    const fields = isChecked ? [...form.elements] : []
    return fields.filter((field) => field.willValidate && !field.validity.valid)
        .map((field) => field.name)
}
"""


@dataclass(frozen=True)
class Button:
    """A button, link or fold of a screen.

    Args:
        words: what is on it.
        kind: the same for the same button of several rows.
        is_link: whether it leads somewhere.
        is_submit: whether it sends a form.
    """

    words: str
    kind: str
    is_link: bool
    is_submit: bool


def visible_buttons(page: Page) -> list[Button]:
    """Return the buttons of the screen that has just been opened, one of each kind.

    What appears once a row is ticked is among them.
    """
    status = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    assert status < HTTPStatus.BAD_REQUEST, page.url
    page.evaluate(_ON_THE_SCREEN)
    page.evaluate(_TICK_ONE_FOR_EACH_FORM)
    found: dict[str, Button] = {}
    for each in page.evaluate(_LIST):
        button = Button(**each)
        found.setdefault(button.kind, button)
    return list(found.values())


def press(page: Page, button: Button) -> str:
    """Press a button of the screen that is open; return what is wrong with that, or ""."""
    # Scripts may still add buttons before it, so it is not found by its place.
    found = "(kind) => buttonsOfScreen().find((each) => kindOf(each) === kind)"
    handle: Any = page.wait_for_function(found, arg=button.kind, timeout=EFFECT_WITHIN)
    handle.evaluate(_FILL)
    missing = handle.evaluate(_KEPT_BACK_BY)
    if missing:
        return f"the browser keeps it back because of {', '.join(missing)}"
    try:
        if button.is_link:
            return _try_link(page, handle)
        return _send(page, handle) if button.is_submit else _change(page, handle)
    except TimeoutError:
        return "nothing happens"


def _fault(status: int, *fine: HTTPStatus) -> str:
    return "" if status < HTTPStatus.BAD_REQUEST or status in fine else f"it answers {status}"


def _try_link(page: Page, handle: Any) -> str:
    """Look whether a link can be pressed and where it leads, without leaving the screen."""
    handle.click(trial=True, timeout=EFFECT_WITHIN)
    return _fault(page.request.get(handle.evaluate("(link) => link.href")).status)


def _is_answer(response: Response) -> bool:
    """Say whether a browser has come to the page or download that it was sent to."""
    return response.request.is_navigation_request() and not 300 <= response.status < 400


def _send(page: Page, handle: Any) -> str:
    with page.expect_response(_is_answer, timeout=EFFECT_WITHIN) as answered:
        handle.click(timeout=EFFECT_WITHIN)
    response = answered.value
    if "content-disposition" not in response.headers:
        # A page on its way would take the place of whatever is opened next.
        page.wait_for_function("() => !window.buttonsOfScreen", timeout=EFFECT_WITHIN)
    if response.request.redirected_from:
        # What the form has made is taken back before it can be shown.
        return _fault(response.status, HTTPStatus.NOT_FOUND)
    # The form may come again, with what is missing.
    return _fault(response.status, HTTPStatus.UNPROCESSABLE_ENTITY)


def _change(page: Page, handle: Any) -> str:
    before = page.evaluate("() => stateOfScreen()")
    handle.click(timeout=EFFECT_WITHIN)
    page.wait_for_function(
        "(before) => !window.stateOfScreen || stateOfScreen() !== before",
        arg=before,
        timeout=EFFECT_WITHIN,
    )
    return ""
