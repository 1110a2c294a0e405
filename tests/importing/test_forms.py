"""An HTML form of a hand-written page, read as a feedback form block."""

from tests.importing.reading_forms import asked, read

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
            "help_text": "For follow-up only. For example, you@example.org.",
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
    ]
    for name in ("“page”", "“hp_field”", "“Sorry — something went wrong”"):
        assert any(name in remark.text for remark in report.remarks)
