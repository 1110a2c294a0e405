"""An HTML form of a hand-written page, read as a feedback form block."""

from typing import Any

import pytest

from consultation.importing.report import Place, Report
from consultation.importing.sites.forms.html_form import FormDraft, read_form, settle_lists
from tests.importing.reading_forms import (
    asked,
    definition_of,
    first_form,
    read,
    said,
    settled,
    shown,
    try_reading,
)

PAGE_FORM = """
<div class="feedback-section feedback-compact" id="sheets">
  <h2>Page feedback</h2>
<form id="gs-form">
  <input type="hidden" name="page" id="gs-page">
  <input type="text" name="hp_field" style="display:none" tabindex="-1" autocomplete="off">
  <label for="mf-nature">Reflection on our thinking from this page</label>
  <select id="mf-nature" name="nature">
    <option value="">— Select (optional) —</option>
    <option>I’m enthusiastic about this</option>
    <option>I disagree with this</option>
    <option>Other</option>
  </select>
  <label for="gs-summary" class="sr-only">Summary</label>
  <input type="text" id="gs-summary" name="summary" required minlength="5"
         placeholder="Brief summary (required)">
  <label for="gs-details" class="sr-only">Details</label>
  <textarea id="gs-details" name="details" rows="3" placeholder="Details (optional)"></textarea>
  <label for="mf-role">Your role <span class="req">*</span></label>
  <select id="mf-role" name="role" required>
    <option value="">— Select your role —</option>
    <option>Local authority leadership</option>
    <option>Central government leadership</option>
    <option>Person who uses the service</option>
  </select>
  <label for="mf-org">Your organisation (optional)</label>
  <input type="text" id="mf-org" name="org" placeholder="Organisation">
  <label for="mf-email">Your email (optional, for follow-up only)</label>
  <input type="email" id="mf-email" name="email" placeholder="you@example.org">
  <div class="feedback-actions"><button type="submit">Send it</button></div>
  <div class="feedback-success" id="gs-ok" hidden>Thanks — feedback received</div>
  <div class="feedback-error" id="gs-err" hidden>Sorry — something went wrong</div>
</form>
</div>
"""


def test_form_of_a_page_comes_with_everything_in_it() -> None:
    found, report = read(PAGE_FORM)
    lists = settle_lists([found], report)
    definition_of(found, lists)
    plain = {"help_text": "", "required": False}
    assert asked(found) == {
        "nature": plain
        | {
            "type": "reflection",
            "label": "Reflection on our thinking from this page",
            "key": "nature",
        },
        "summary": {
            "type": "short_text",
            "label": "Summary",
            "help_text": "Brief summary. At least 5 characters.",
            "required": True,
            "key": "summary",
            "personal": False,
            "minimum_characters": 5,
        },
        "details": plain
        | {"type": "long_text", "label": "Details", "key": "details", "personal": False},
        "role": plain | {"type": "role", "label": "Your role", "required": True, "key": "role"},
        "org": plain
        | {"type": "short_text", "label": "Your organisation", "key": "org", "personal": True},
        "email": plain
        | {
            "type": "email",
            "label": "Your email",
            "help_text": "For follow-up only. you@example.org",
            "key": "email",
        },
    }
    assert lists.roles == (
        "Local authority leadership",
        "Central government leadership",
        "Person who uses the service",
    )
    assert lists.reflections[0] == "I’m enthusiastic about this"
    assert len(lists.reflections) == 3
    assert found.block["heading"] == "Page feedback"
    assert found.block["button_text"] == "Send it"
    assert not [each for each in report.remarks if each.weight == "loss"]
    for name in ("“page”", "“hp_field”"):
        assert name in said(report)


def question(html: str) -> dict[str, Any]:
    """Return the first question of a form."""
    found, _ = read(f"<form>{html}<textarea aria-label=Always></textarea></form>")
    return next(iter(asked(found).values()))


@pytest.mark.parametrize(
    ("html", "label", "help_text"),
    [
        ("<label for=a>Name</label><input id=a>", "Name", ""),
        ("<label>Name <input></label>", "Name", ""),
        ("<input aria-label=Name>", "Name", ""),
        ("<p id=p>Name</p><input aria-labelledby=p>", "Name", ""),
        ("<input placeholder=Name>", "Name", ""),
        ("<fieldset><legend>Name</legend><input></fieldset>", "Name", ""),
        ("<input title=Name>", "Name", ""),
        ("<table><tr><td><label for=a>Name</label><td><input id=a></table>", "Name", ""),
        ("<label for=a>Name *</label><input id=a>", "Name", ""),
        ("<label>* Name: <input></label>", "Name", ""),
        ("<label>Name <abbr title=required>*</abbr><input></label>", "Name", ""),
        ("<label>Name (optional)<input></label>", "Name", ""),
        ("<label>Name (optional, as you like)<input></label>", "Name", "As you like"),
        ("<label>Name - required<input></label>", "Name", ""),
        ("<label>Name<input placeholder='your name'></label>", "Name", "your name"),
        ("<label>Your name<input placeholder=Name></label>", "Your name", ""),
        ("<label>Name<input placeholder=ada@x.org></label>", "Name", "ada@x.org"),
        ("<label>Name<input aria-describedby=h></label><p id=h>In full</p>", "Name", "In full"),
        ("<div><label>Name<input></label><small>In full</small></div>", "Name", ""),
        ("<label>Name<input minlength=3 aria-describedby=h></label><p id=h>In full</p>", "Name",
         "In full. At least 3 characters."),
        ("<label class=sr-only for=a>Name</label><input id=a placeholder='Full name *'>",
         "Name", "Full name"),
    ],
)  # fmt: skip
def test_question_has_the_label_and_help_that_people_saw(
    html: str, label: str, help_text: str
) -> None:
    found = question(html)
    assert (found["label"], found["help_text"]) == (label, help_text)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<input type=text maxlength=80 aria-label=a>",
         {"type": "short_text", "maximum_characters": 80}),
        ("<input minlength=9 maxlength=2 aria-label=a>", {"minimum_characters": None}),
        ("<textarea maxlength=80 aria-label=a></textarea>",
         {"type": "long_text", "limit": 80, "limit_unit": "characters"}),
        ("<input type=email aria-label=a>", {"type": "email"}),
        ("<input name=email aria-label='Your e-mail address'>",
         {"type": "short_text", "personal": True}),
        ("<input type=tel aria-label=a>",
         {"type": "short_text", "personal": True, "autocomplete": "tel"}),
        ("<input aria-label=a autocomplete='section-x postal-code'>",
         {"personal": True, "autocomplete": "postal-code"}),
        ("<input type=url aria-label=a>", {"type": "short_text", "personal": False}),
        ("<input name=org aria-label=a>", {"type": "short_text", "personal": True}),
        ("<input aria-label='Your organisation'>", {"personal": True}),
        ("<input aria-label='Name one thing to change'>", {"personal": False}),
        ("<input type=date aria-label=a>", {"type": "date"}),
        ("<input type=number min=1 max=9 aria-label=a>",
         {"type": "number", "minimum": 1, "maximum": 9, "whole": True}),
        ("<input type=number step=0.1 aria-label=a>",
         {"type": "number", "whole": False, "minimum": None}),
        ("<input type=number min=9 max=1 aria-label=a>",
         {"type": "number", "minimum": None, "maximum": None}),
        ("<input type=range aria-label=a>", {"type": "number", "minimum": 0, "maximum": 100}),
        ("<input type=range min=1 max=5 aria-label=a>",
         {"type": "number", "minimum": 1, "maximum": 5}),
        ("<input type=checkbox id=a required><label for=a>I agree</label>",
         {"type": "consent", "label": "I agree", "required": True}),
        ("<label><input type=checkbox> I agree (optional)</label>",
         {"type": "consent", "label": "I agree", "required": False}),
        ("<input aria-label=a aria-required=true>", {"required": True}),
        ("<input aria-label='a *'>", {"required": True}),
        ("<select aria-label=q><option value=''>Choose…<option>A<option>B</select>",
         {"type": "single_choice", "options": ["A", "B"], "display": "select"}),
        ("<select aria-label=q multiple><option>A<option>B</select>",
         {"type": "several_choices", "options": ["A", "B"]}),
        ("<select name=x aria-label=q><option disabled selected>Your age<option>Young<option>Old"
         "</select>", {"options": ["Young", "Old"]}),
        ("<select aria-label=q><option value=0>-- Select --<option value=1>A<option>B</select>",
         {"options": ["A", "B"]}),
        ("<select aria-label=q><optgroup label=G><option>A<option>B; C</select>",
         {"options": ["G: A", "G: B, C"]}),
        ("<select aria-label=q><option>A<option>a</select>", {"options": ["A"]}),
        ("<fieldset><legend>Q *</legend><label><input type=radio name=q value=1>A</label>"
         "<label><input type=radio name=q value=2>B</label></fieldset>",
         {"type": "single_choice", "label": "Q", "options": ["A", "B"], "required": True,
          "display": "radios"}),
        ("<fieldset><legend>Q</legend><label><input type=radio name=q>A</label><label><input "
         "type=radio name=q>Other</label><input aria-label='Which other?'></fieldset>",
         {"label": "Q", "options": ["A", "Other"]}),
        ("<fieldset><legend>Q</legend><label><input type=checkbox name=q[]>A</label>"
         "<label><input type=checkbox name=q[]>B</label></fieldset>",
         {"type": "several_choices", "key": "q", "options": ["A", "B"]}),
        ("<fieldset><legend>Q</legend><label><input type=checkbox name=a>I agree</label>"
         "<label><input type=checkbox name=b>I have read it</label></fieldset>",
         {"type": "consent", "key": "a", "label": "I agree"}),
        ("<input name='form_token' aria-label='Form token'>", {"key": "form_token_2"}),
        ("<input name='Your Town' aria-label='Where?'>", {"key": "where"}),
        ("<input name='your-town[]' aria-label=Town>", {"key": "your_town"}),
    ],
)  # fmt: skip
def test_control_becomes_the_question_of_its_kind(html: str, expected: dict[str, Any]) -> None:
    found = question(html)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<p>Name: <input name=n></p>", "Name"),
        ("<input name=only_a_name>", "only_a_name"),
        ("<label>Your region <select name=region></select></label>", "Your region"),
        ("<label>Your CV <input type=file name=cv></label>", "Your CV"),
        ("<label>The month <input type=month name=m></label>", "The month"),
        ("<table><tr><th>How good?<th>Bad<th>Good<tr><td>Tool A<td><input type=radio name=q>"
         "<td><input type=radio name=q></table>", "Tool A"),
        ("<p>Shoe size</p><input type=radio name=s value=1>One <input type=radio name=s>Two",
         "Shoe size"),
        ("<div hidden><label>Please say which <input name=which></label></div>",
         "Please say which"),
        (f"<label>Town <select>{'<option>x%d' * 600 % tuple(range(600))}</select></label>", "Town"),
    ],
)  # fmt: skip
def test_question_that_cannot_be_read_is_named_and_not_guessed(html: str, name: str) -> None:
    found, report = try_reading(f"<form>{html}</form>")
    assert found is None
    assert f"Rebuild this form in the portal: it has these questions: “{name}”." in said(report)
    found, report = read(f"<form>{html}<textarea aria-label=Always></textarea></form>")
    assert [each["label"] for each in asked(found).values()] == ["Always"]
    assert found.unread == [name]


def test_traps_and_hidden_fields_are_dropped_and_named() -> None:
    traps = [
        "<input type=hidden name=next>",
        "<input type=hidden name=csrfmiddlewaretoken value=x>",
        "<input name=hp_field>",
        "<input name=_gotcha style='display: none'>",
        "<div class=ohhoneypot><label>Web <input name=url></label></div>",
        "<div class=hp><label>Site <input name=site></label></div>",
        "<label>Leave this field empty <input name=extra></label>",
        "<input readonly name=page value=Home>",
        "<label style='display:none'>More <input name=more></label>",
        "<label>Site address <input name=address style='VISIBILITY: hidden'></label>",
        "<div style='position:absolute; left:-5000px'><input name=left aria-label=Left></div>",
        "<input name=top aria-label=Top style='position:absolute;top: -9999px'>",
    ]
    form = first_form(
        f"<form>{''.join(traps)}<p class=sr-only><label>Fax <input name=fax></label></p>"
        "<fieldset><legend>Q</legend><input type=radio class=d-none id=a name=a "
        "style='left:-9999px'><label for=a>A"
        "</label></fieldset><label>B <input name=b></label></form>"
    )
    report = Report()
    found = read_form(form, Place("page.md", 1), report)
    assert found is not None
    assert list(asked(found)) == ["a", "b"]
    for name in (
        "next", "csrfmiddlewaretoken", "hp_field", "_gotcha", "url", "site", "extra", "page",
        "more", "address", "left", "top",
    ):  # fmt: skip
        assert f"“{name}”" in said(report)
    # What is only out of sight may be shown by a script: it is no question here, but named.
    assert found.unread == ["Fax"]
    for word in ("Web", "Fax", "Leave this field"):
        assert word not in shown(found, form)


def test_texts_around_the_questions_stay_on_the_page() -> None:
    form = first_form(
        """<p>Text of the page.</p><h2 id=h>Your feedback</h2>
        <form id=f action="https://elsewhere.example/f"><p>We <em>read</em> it all.</p>
        <label>View <input name=view></label>
        <label><input type=checkbox> I have read the <a href="notice.md">notice</a></label>
        <p><small>* required</small></p>
        <input type=submit value=Send><input type=reset value=Clear>
        <div id=done style="display:none"><p>Thanks!</p></div></form>"""
    )
    report = Report()
    found = read_form(form, Place("page.md", 1), report)
    assert found is not None
    assert found.block["heading"] == "Your feedback"
    assert found.block["button_text"] == "Send"
    assert found.anchors == ("f", "done", "h")
    *_, page = form.parents
    assert " ".join(page.get_text(" ").split()) == (
        "Text of the page. We read it all. I have read the notice * required Thanks!"
    )
    assert page.find("a") is not None
    for words in ("elsewhere.example", "are above it"):
        assert words in said(report)


def test_what_is_too_long_is_cut_and_told_in_full() -> None:
    label, help_text, option = "label " * 60, "help " * 120, "option " * 50
    found, report = read(
        f"<form><h2>{'heading ' * 30}</h2><div><label>{label}<input name=a aria-describedby=h>"
        f"</label><small id=h>{help_text}</small></div><select name=b aria-label=b>"
        f"<option>{option}<option>C</select><button>{'button ' * 20}</button></form>"
    )
    for text in (label, help_text, option, "heading " * 30, "button " * 20):
        assert text.strip() in said(report)
    settled(found)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<form role=search><input name=q></form>", "its own search and sign-in"),
        ("<form action=/search><input type=text name=q placeholder=Search></form>",
         "its own search and sign-in"),
        ("<form><input type=email name=e aria-label=Email><button>Subscribe</button></form>",
         "it has these questions: “Email”"),
        ("<form><label>User <input name=user></label><label>Word <input type=password></label>"
         "</form>", "its own search and sign-in"),
        ("<form><button>Go</button></form>", "its questions are not in the source"),
        ("<form id=fx></form><script>$('#fx').html(questions)</script>",
         "its questions are not in the source"),
        (f"<form>{'<div>' * 4000}<input></form>", "its questions are not in the source"),
    ],
)  # fmt: skip
def test_other_forms_are_left_out_and_told(html: str, reason: str) -> None:
    _, report = try_reading(html)
    assert reason in said(report)


def test_lists_that_most_forms_share_become_the_consultations() -> None:
    def form(roles: str, reflection: str = "<option>Like<option>Doubt") -> FormDraft:
        return read(
            f"<form><label>Your role <select name=role required>{roles}</select></label><label>"
            f"Reflection on this page <select name=r>{reflection}</select></label></form>"
        )[0]

    common, other = "<option>A<option>B<option>C", "<option>D<option>E<option>F"
    forms = [form(other), form(common), form(common, "<option>No")]
    report = Report()
    lists = settle_lists(forms, report)
    assert (lists.roles, lists.reflections) == (("A", "B", "C"), ("Like", "Doubt"))
    kinds = [[each["type"] for each in form.block["questions"]] for form in forms]
    assert kinds == [
        ["single_choice", "reflection"],
        ["role", "reflection"],
        ["role", "single_choice"],
    ]
    kept = asked(forms[0])["role"]
    assert (kept["options"], kept["required"], kept["key"]) == (["D", "E", "F"], True, "role")
    assert said(report).count("offers other options") == 2
    for each in forms:
        definition_of(each, lists)
    assert settle_lists([], Report()).roles == ()


def test_form_has_one_role_and_one_reflection() -> None:
    role = "<label>Your role <select name=role><option>A<option>B<option>C</select></label>"
    view = "<label>Reflection on this <select name=r><option>A<option>B</select></label>"
    found, _ = read(f"<form>{role}{role}{view}{view}</form>")
    kinds = [each["type"] for each in found.block["questions"]]
    assert kinds == ["role", "single_choice", "reflection", "single_choice"]
    settled(found)
