"""An HTML form of a hand-written page, read as a feedback form block."""

from typing import Any

import pytest
from bs4 import Tag

from consultation.importing.forms import FoundForm, join_forms, settle_lists
from consultation.importing.report import Report
from tests.importing.reading_forms import asked, definition_of, read, said, shown, try_reading

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


def test_the_form_of_a_page_comes_with_everything_in_it() -> None:
    found, report = read(PAGE_FORM)
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
            "label": "Brief summary",
            "help_text": "At least 5 characters.",
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
            "help_text": "For follow-up only. For example, you@example.org",
            "key": "email",
        },
    }
    assert found.roles == (
        "Local authority leadership",
        "Central government leadership",
        "Person who uses the service",
    )
    assert found.reflections[0] == "I’m enthusiastic about this"
    assert len(found.reflections) == 3
    assert found.block["heading"] == "Page feedback"
    assert found.block["button_text"] == "Send it"
    assert found.block["thank_you"] == "<p>Thanks — feedback received</p>"
    assert [str(remark.place) for remark in report.remarks] == [
        "page.md:6",
        "page.md:7",
        "page.md:33",
        "page.md:30",
    ]
    for name in ("“page”", "“hp_field”", "“Sorry — something went wrong”", "A receipt is emailed"):
        assert any(name in remark.text for remark in report.remarks)


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
        ("<input name=your_name>", "Your name", ""),
        ("<p>Name: <input></p>", "Name", ""),
        ("<table><tr><td>Name<td><input></table>", "Name", ""),
        ("<dl><dt>Name<dd><input></dl>", "Name", ""),
        ("<p>Name<br><input></p>", "Name", ""),
        ("<label for=a>Name *</label><input id=a>", "Name", ""),
        ("<label>* Name: <input></label>", "Name", ""),
        ("<label>Name <abbr title=required>*</abbr><input></label>", "Name", ""),
        ("<label>Name (optional)<input></label>", "Name", ""),
        ("<label>Name (optional, as you like)<input></label>", "Name", "As you like"),
        ("<label>Name - required<input></label>", "Name", ""),
        ("<label>Name <small>In full</small><input></label>", "Name", "In full"),
        ("<label>Name<input placeholder='your name'></label>", "Name", "your name"),
        ("<label>Your name<input placeholder=Name></label>", "Your name", ""),
        ("<label>Name<input placeholder=ada@x.org></label>", "Name", "For example, ada@x.org"),
        ("<label>Name<input aria-describedby=h></label><p id=h>In full</p>", "Name", "In full"),
        ("<label>Name</label><input><span>In full</span>", "Name", "In full"),
        ("<div><label>Name</label><input><p>In full</p></div>", "Name", "In full"),
        ("<h3>About you</h3><h3>Name</h3><label>First<input></label>", "First", "Name"),
        ("<label>Name<input minlength=3 title='In full'></label>", "Name",
         "In full. At least 3 characters."),
        ("<label class=sr-only for=a>Name</label><input id=a placeholder='Full name *'>",
         "Full name", ""),
        ("<label>Colour<input list=l></label><datalist id=l><option>Red<option>Blue</datalist>",
         "Colour", "For example: Red, Blue"),
        ("<label><img src=x alt=Name><input></label>", "Name", ""),
    ],
)  # fmt: skip
def test_a_question_has_the_label_and_help_that_people_saw(
    html: str, label: str, help_text: str
) -> None:
    found = question(html)
    assert (found["label"], found["help_text"]) == (label, help_text)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<input type=text maxlength=80>", {"type": "short_text", "maximum_characters": 80}),
        ("<input minlength=9 maxlength=2>", {"minimum_characters": None}),
        ("<textarea maxlength=80></textarea>",
         {"type": "long_text", "limit": 80, "limit_unit": "characters"}),
        ("<input type=email>", {"type": "email"}),
        ("<input name=email aria-label='Your e-mail address'>", {"type": "email"}),
        ("<input type=email multiple>", {"type": "short_text", "personal": True}),
        ("<input type=tel>", {"type": "short_text", "personal": True, "autocomplete": "tel"}),
        ("<input autocomplete='section-x postal-code'>",
         {"personal": True, "autocomplete": "postal-code"}),
        ("<input type=url>", {"type": "short_text", "personal": False}),
        ("<input name=org>", {"type": "short_text", "personal": True}),
        ("<input aria-label='Name one thing to change'>", {"personal": False}),
        ("<input type=date min=2020-01-31 max=2020-02-31>",
         {"type": "date", "help_text": "From 31 January 2020 to 2020-02-31."}),
        ("<input type=number min=1 max=9>",
         {"type": "number", "minimum": 1, "maximum": 9, "whole": True}),
        ("<input type=number step=0.1>", {"type": "number", "whole": False, "minimum": None}),
        ("<input type=number min=9 max=1>", {"type": "number", "minimum": None, "maximum": None}),
        ("<input type=range>", {"type": "number", "minimum": 0, "maximum": 100}),
        ("<input type=range min=1 max=5>", {"type": "rating", "points": 5}),
        ("<input type=checkbox id=a required><label for=a>I agree</label>",
         {"type": "consent", "label": "I agree", "required": True}),
        ("<input type=checkbox> I agree (optional)",
         {"type": "consent", "label": "I agree", "required": False}),
        ("<select aria-label=q><option value=''>Choose…<option>A<option>B</select>",
         {"type": "single_choice", "options": ["A", "B"], "display": "select"}),
        ("<select aria-label=q multiple><option>A<option>B</select>",
         {"type": "several_choices", "options": ["A", "B"]}),
        ("<select><option value=''>Your town<option>A<option>B</select>", {"label": "Your town"}),
        ("<select name=x><option disabled selected>Your age<option>Young<option>Old</select>",
         {"label": "Your age", "options": ["Young", "Old"]}),
        ("<p>Q</p><label><input type=radio name=q value=3>★</label><label><input type=radio name=q "
         "value=2>★</label><label><input type=radio name=q value=1>★</label>",
         {"type": "rating", "label": "Q", "points": 3}),
        ("<select aria-label=q><option value=0>-- Select --<option value=1>A<option>B</select>",
         {"options": ["A", "B"]}),
        ("<select aria-label=q><option value=''>None of these<option>B</select>",
         {"options": ["None of these", "B"]}),
        ("<select aria-label=q><optgroup label=G><option>A<option>B; C</select>",
         {"options": ["G: A", "G: B, C"]}),
        ("<select aria-label=q><option>A<option>a<option disabled>C</select>", {"options": ["A"]}),
        ("<select aria-label=q name=q></select>", {"type": "short_text", "label": "q"}),
        ("<fieldset><legend>Q *</legend><label><input type=radio name=q value=1>A</label>"
         "<label><input type=radio name=q value=2>B</label></fieldset>",
         {"type": "single_choice", "label": "Q", "options": ["A", "B"], "required": True}),
        ("<p>Q</p><input type=radio name=q>A <input type=radio name=q>B<br>",
         {"label": "Q", "options": ["A", "B"], "display": "radios"}),
        ("<div role=radiogroup aria-label=Q><label><input type=radio name=q>A</label></div>",
         {"label": "Q", "options": ["A"]}),
        ("<p>Q</p><label><input type=checkbox name=q[]>A</label>"
         "<label><input type=checkbox name=q[]>B</label>",
         {"type": "several_choices", "key": "q", "options": ["A", "B"]}),
        ("<fieldset><legend>Q</legend><label><input type=checkbox name=a>A</label>"
         "<label><input type=checkbox name=b>B</label></fieldset>",
         {"type": "several_choices", "key": "q", "options": ["A", "B"]}),
        ("<p>Q</p><p>1 = bad, 3 = good</p><input type=radio name=q value=1>1"
         "<input type=radio name=q value=2>2<input type=radio name=q value=3>3",
         {"type": "rating", "label": "Q", "points": 3, "low_label": "bad", "high_label": "good"}),
        ("<p>Q</p><input type=radio name=q>1 (bad)<input type=radio name=q>2"
         "<input type=radio name=q>3 – good", {"low_label": "bad", "high_label": "good"}),
        ("<table><tr><th>How good?<th>Bad<th>Good<tr><td>Tool A<td><input type=radio name=q>"
         "<td><input type=radio name=q></table>",
         {"label": "Tool A", "help_text": "How good?", "options": ["Bad", "Good"]}),
        ("<input name='form_token' aria-label='Form token'>", {"key": "form_token_2"}),
        ("<input name='Your Town' aria-label='Where?'>", {"key": "where"}),
        ("<input name='your-town[]'>", {"key": "your_town"}),
    ],
)  # fmt: skip
def test_a_control_becomes_the_question_of_its_kind(html: str, expected: dict[str, Any]) -> None:
    found = question(html)
    assert {name: found.get(name) for name in expected} == expected


def test_what_was_never_closed_ends_where_a_browser_ends_it() -> None:
    found, _ = read(
        "<h1>The page</h1><div><h1>Page</h1><form><label for=a>A<input id=a name=a>"
        "<button>Send<select name=b aria-label=B><option>1<option>2</form></div>"
    )
    assert [each["label"] for each in asked(found).values()] == ["A", "B"]
    assert found.block["button_text"] == "Send"
    assert found.block["heading"] == "Page feedback"
    assert not found.used


def test_traps_and_hidden_fields_are_dropped_and_named() -> None:
    traps = [
        "<input type=hidden name=next>",
        "<input type=hidden name=csrfmiddlewaretoken value=x>",
        "<input name=hp_field>",
        "<input name=_gotcha style='display: none'>",
        "<div style='position:absolute; left:-9999px'><label>Web <input name=url tabindex=-1>"
        "</label></div>",
        "<p class=sr-only><label>Fax <input name=fax autocomplete=off></label></p>",
        "<div hidden><label>Nick <input name=nick></label></div>",
        "<label>Leave this field empty <input name=extra></label>",
        "<p class=unseen><input name=styled></p>",
        "<input readonly name=page value=Home>",
        "<label>Phone <input name=late tabindex=-1 autocomplete=off></label>",
        "<p hidden>Sending</p>",
    ]
    found, report = read(
        f"<style>.unseen, #x {{ display: none }}</style><form>{''.join(traps)}"
        "<div id=more hidden><label>Please say which <input name=which required></label></div>"
        "<input type=radio class=d-none id=a name=a><label for=a>A</label><input name=b></form>"
    )
    assert list(asked(found)) == ["which", "a", "b"]
    assert asked(found)["which"]["required"] is False
    for name in ("next", "csrfmiddlewaretoken", "hp_field", "_gotcha", "url", "fax", "nick"):
        assert f"“{name}”" in said(report)
    for name in ("extra", "styled", "page", "late", "Sending"):
        assert f"“{name}”" in said(report)
    for word in ("Web", "Fax", "Nick", "Phone", "Sending", "Leave this field"):
        assert word not in shown(found)


def test_texts_around_a_form_find_their_places() -> None:
    found, report = read(
        """<p>Text of the page.</p><h2>Your feedback</h2><p>We <em>read</em> it all.</p>
        <form id=f action="https://elsewhere.example/f"><ul><li>Be kind</li></ul>
        <fieldset><legend>About you</legend><label>Name <input name=name></label></fieldset>
        <p>Now the <a href="tool.md">tool</a>:</p><label>View <input name=view></label>
        <p>By sending you agree.</p><p><small>* required</small></p>
        <input type=submit value=Send><input type=reset value=Clear></form>
        <div id=done style="display:none"><p>Thanks, <a href="javascript:x()">friend</a>!</p></div>
        <p>More text of the page.</p>"""
    )
    block = found.block
    assert block["heading"] == "Your feedback"
    assert block["introduction"] == (
        "<p>We <i>read</i> it all.</p><ul><li>Be kind</li></ul><p>By sending you agree.</p>"
        '<p>* required</p><p><a href="tool.md">tool</a></p>'
    )
    assert block["button_text"] == "Send"
    assert block["thank_you"] == "<p>Thanks, friend!</p>"
    assert asked(found)["name"]["help_text"] == "About you"
    assert asked(found)["view"]["help_text"] == "Now the tool:"
    assert [each.name for each in found.used if isinstance(each, Tag)] == ["h2", "p", "div"]
    assert found.anchors == ("f", "done")
    for words in ("elsewhere.example", "“Clear”", "stars", "could do harm", "after the questions"):
        assert words in said(report)


def test_what_is_too_long_or_too_much_is_cut_and_kept_whole() -> None:
    label, help_text, option = "label " * 60, "help " * 120, "option " * 50
    options = "".join(f"<option>{number}" for number in range(10_000))
    found, report = read(
        f"<form><h2>{'heading ' * 30}</h2><label>{label}<input name=a></label>"
        f"<small>{help_text}</small><select name=b aria-label=b><option>{option}{options}</select>"
        f"<button>{'button ' * 20}</button></form>"
    )
    for text in (label, help_text, option, "heading " * 30):
        assert text.strip() in found.block["introduction"]
    assert len(asked(found)["b"]["options"]) == 500
    assert "9,501 were left out" in said(report)
    assert "button " * 19 in said(report)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<form role=search><input name=q></form>", "search box"),
        ("<form action=/search><input type=text name=term></form>", "search box"),
        ("<form><input type=email name=e><button>Subscribe</button></form>", "newsletter"),
        ("<form><input name=user><input type=password name=p></form>", "password"),
        ("<form><button>Go</button></form>", "nothing that can be answered"),
        ("<form><input type=file></form>", "nothing that can be answered"),
        ("<form id=fx></form><script>$('#fx').html(questions)</script>", "fills in “fx”"),
        (f"<form>{'<div>' * 1500}<input></form>", "more elements in each other"),
    ],
)
def test_other_forms_are_left_out_and_said(html: str, reason: str) -> None:
    found, report = try_reading(html)
    assert found is None
    assert reason in said(report)


def test_lists_that_most_forms_share_become_the_consultations() -> None:
    def form(roles: str, reflection: str = "<option>Like<option>Doubt") -> FoundForm:
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
    assert said(report).count("offers other answers") == 2
    for each in forms:
        definition_of(each)
    assert settle_lists([], Report()).roles == ()


def test_a_form_has_one_role_and_joined_forms_too() -> None:
    role = "<label>Your role <select name=role><option>A<option>B<option>C</select></label>"
    view = "<label>Reflection on this <select name=r><option>A<option>B</select></label>"
    found, _ = read(f"<form>{role}{role}{view}{view}</form>")
    kinds = [each["type"] for each in found.block["questions"]]
    assert kinds == ["role", "single_choice", "reflection", "single_choice"]
    first = read(f"<form>{role}<input name=a aria-label=A></form>")[0]
    report = Report()
    join_forms(
        first, read(f"<h2>More</h2><form>{role}<textarea name=a></textarea></form>")[0], report
    )
    assert list(asked(first)) == ["role", "a", "a_2"]
    assert asked(first)["a_2"]["help_text"] == "More."
    assert "1 further questions" in said(report)
    definition_of(first)
