"""Forms of any make: nothing is lost in silence, and what is imported can be answered."""

import re
from html import escape

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.feedback.forms import ResponseForm
from consultation.importing.report import Place, Report
from consultation.importing.sites.forms.html_form import read_form
from consultation.responses.models import Response
from tests.factories import ConsultationPageFactory, open_form, post_answer
from tests.importing.reading_forms import (
    first_form,
    full_answers,
    read,
    said,
    settled,
    shown,
)

KINDS = ["text", "email", "number", "range", "date", "tel", "url", "search", ""]
NAMES = ["name", "role", "nature", "q[]", "Full Name", "form_token", "further_notes", "status", ""]
SIGNS = ["", ";", " *", " (optional)", ":", "?", " <b>", ' "quoted"', " 中文 🙂", "\x0b\u202e"]
TAGS = """form div p label fieldset legend select option optgroup textarea button input span h2 a b
    ul li table tr td noscript details template script style svg datalist iframe"""


@st.composite
def texts(draw: st.DrawFn, longest: int = 400) -> str:
    """A text that begins and ends with a word of its own, so that a cut shows."""
    number = draw(st.integers(0, 10**9))
    filling = "long " * draw(st.sampled_from([0, 0, 0, longest // 5]))
    return f"begin{number}x {filling}end{number}x{draw(st.sampled_from(SIGNS))}"


@st.composite
def attributes(draw: st.DrawFn) -> str:
    """Attributes of a control, sensible or not."""
    found = []
    for name, values in {
        "required": [""],
        "min": ["1", "-5", "0.5", "1e20", "x"],
        "max": ["5", "0", "10", "100"],
        "step": ["1", "any", "0.1", "5"],
        "minlength": ["0", "5", "5000", "x"],
        "maxlength": ["2", "200", "999999"],
        "pattern": ["[a-z]+"],
        "disabled": [""],
        "value": ["filled in"],
    }.items():
        if draw(st.integers(0, 4)) == 0:
            found.append(f'{name}="{draw(st.sampled_from(values))}"')
    if draw(st.integers(0, 5)) == 0:
        found.append(f'placeholder="{escape(draw(texts()))}"')
    return " ".join(found)


@st.composite
def labelled(draw: st.DrawFn, control: str, number: int) -> str:
    """A control with its label, as people write them."""
    text, hint = escape(draw(texts())), escape(draw(texts()))
    control = control.replace("<input", f'<input id="c{number}"', 1)
    control = re.sub('(<select.*)placeholder="[^"]*"', r"\1", control)
    control = re.sub("<(select|textarea)", rf'<\1 id="c{number}"', control, count=1)
    return draw(
        st.sampled_from(
            [
                f'<label for="c{number}">{text}</label> {control}',
                f"<label>{text} {control}</label>",
                f'<div><label for="c{number}">{text}</label>{control}<p>{hint}</p></div>',
                f'<span id="s{number}">{text}</span>'
                + control.replace(">", f" aria-labelledby=s{number}>", 1),
            ]
        )
    )


@st.composite
def questions(draw: st.DrawFn, number: int) -> str:
    """A control of some kind, or a group of them, or a text."""
    name = escape(draw(st.sampled_from([*NAMES, f"field{number}"])))
    more = draw(attributes())
    match draw(st.sampled_from(["input", "textarea", "select", "radio", "checkbox", "text"])):
        case "input":
            kind = draw(st.sampled_from(KINDS))
            return draw(labelled(f'<input type="{kind}" name="{name}" {more}>', number))
        case "textarea":
            return draw(labelled(f'<textarea name="{name}" {more}></textarea>', number))
        case "select":
            options = "".join(
                f"<option {draw(st.sampled_from(['', 'value=v', 'selected']))}>"
                f"{escape(draw(texts()))}</option>"
                for _ in range(draw(st.integers(1, 4)))
            )
            if draw(st.booleans()):
                options = f'<optgroup label="{escape(draw(texts()))}">{options}</optgroup>{options}'
            prompt = draw(st.sampled_from(["", "<option value=''>— Select —</option>"]))
            several = draw(st.sampled_from(["", "multiple"]))
            return draw(
                labelled(
                    f'<select name="{name}" {several} {more}>{prompt}{options}</select>', number
                )
            )
        case "radio" | "checkbox" as kind:
            more = re.sub('placeholder="[^"]*"', "", more)
            buttons = "".join(
                f'<label><input type="{kind}" name="{name}" {more}>{escape(draw(texts()))}</label>'
                for _ in range(draw(st.integers(1, 4)))
            )
            return f"<fieldset><legend>{escape(draw(texts()))}</legend>{buttons}</fieldset>"
        case _:
            tag = draw(st.sampled_from(["p", "h3", "small", "li", "em", "div"]))
            return f"<{tag}>{escape(draw(texts()))}</{tag}>"


@st.composite
def forms(draw: st.DrawFn) -> str:
    """A page's form with the texts around it."""
    inside = [draw(questions(number)) for number in range(draw(st.integers(1, 6)))]
    inside.insert(draw(st.integers(0, len(inside))), "<textarea aria-label=a></textarea>")
    button = draw(st.sampled_from(["", f"<button>{escape(draw(texts(40)))}</button>"]))
    heading = draw(st.sampled_from(["", f"<h2>{escape(draw(texts(100)))}</h2>"]))
    thanks = draw(st.sampled_from(["", f"<p hidden class=success>{escape(draw(texts()))}</p>"]))
    return f"<div class=feedback>{heading}<form id=f>{''.join(inside)}{button}</form>{thanks}</div>"


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(forms())
def test_any_form_comes_whole_and_can_be_answered(html: str) -> None:
    form, report = first_form(html), Report()
    found = read_form(form, Place("page.md", 1), report)
    assert found is not None
    told = f"{shown(found, form)} {said(report)} {found.unread}".casefold()
    lost = {each for each in re.findall(r"(?:begin|end)\d+x", html) if each not in told}
    assert not lost
    definition = settled(found)
    data = QueryDict(mutable=True)
    for key, answer in full_answers(definition).items():
        data.setlist(key, answer if isinstance(answer, list) else [answer])
    form = ResponseForm(definition, data=data)
    assert form.is_valid(), form.errors
    assert set(form.answers()) == set(definition.by_key())


@st.composite
def tag_soup(draw: st.DrawFn) -> str:
    """Tags opened and closed as they come."""
    tags = st.sampled_from(TAGS.split())
    parts = draw(
        st.lists(
            st.one_of(
                tags.map(lambda tag: f'<{tag} name=x id=x for=x type=radio href="javascript:x()">'),
                tags.map(lambda tag: f"<{tag}>"),
                tags.map(lambda tag: f"</{tag}>"),
                st.text(max_size=20),
            ),
            max_size=40,
        )
    )
    return f"<form>{''.join(parts)}"


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(tag_soup())
def test_no_heap_of_tags_does_harm(html: str) -> None:
    form, report = first_form(html), Report()
    found = read_form(form, Place("page.md", 1), report)
    if found is None:
        assert report.remarks
    else:
        assert shown(found, form)


@pytest.mark.django_db
def test_a_page_with_an_imported_form_takes_answers(client: Client) -> None:
    found, _ = read(
        """<form><label>Your name <input name=name required></label>
        <label>Mail <input type=email name=mail></label>
        <fieldset><legend>Tools</legend><label><input type=checkbox name=t[]>One</label>
        <label><input type=checkbox name=t[]>Two</label></fieldset>
        <label>Region <select name=region><option>North<option>South</select></label>
        <label>How many <input type=number name=many min=2></label>
        <label>When <input type=date name=when></label>
        <label><input type=checkbox name=agree required> I agree</label>
        <textarea name=more placeholder="Anything else"></textarea></form>"""
    )
    definition = settled(found)
    page = ConsultationPageFactory(blocks=[{"type": "feedback_form", "value": found.block}])
    answers = full_answers(definition)
    sent = post_answer(client, page, open_form(client, page) | answers)
    assert sent.status_code == 303
    stored = Response.objects.get(page=page).form_data
    assert set(stored) == set(answers)
    assert stored["t"] == ["One", "Two"]
    assert stored["many"] == 2
