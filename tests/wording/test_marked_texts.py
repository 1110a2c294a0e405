"""Every text that people read is marked for translation."""

import pytest

from tests.wording.marked_texts import (
    unmarked,
    unmarked_in_json,
    unmarked_in_python,
    unmarked_in_script,
    unmarked_in_template,
)

UNMARKED_PYTHON = [
    'name = models.CharField("name of the page", help_text="What it is called")',
    'name = forms.CharField(label="Name")',
    'name = forms.CharField(label=f"Name {n}")',
    'name = forms.CharField(label="Name" if short else "Full name")',
    'name = forms.CharField(error_messages={"required": "Missing"})',
    'class Meta:\n    verbose_name = "theme"',
    'class State(TextChoices):\n    OPEN = "open"',
    'class State(TextChoices):\n    OPEN = "open", "Open"',
    'messages.error(request, "Gone")',
    'self.stdout.write(f"Removed: {n}")',
    'raise CommandError("Name the file.")',
    'form.add_error(None, "Missing")',
    'raise ValidationError({"closes_at": "It must close after it opens."})',
    'page_title = "Preview"',
    'TEXTS = {State.OPEN: "You can respond once it opens."}',
    'send_mail(subject=f"Received ({reference})")',
    'MenuItem("Handbook", "/")',
    'panel = FieldPanel("body", heading="Text")',
    'text = _(f"Hello {name}")',
    'text = gettext("Hello " + name)',
    'text = "Hello there, " + name',
    'text = "it closes at the end of the day"',
]
MARKED_PYTHON = [
    'name = models.CharField(_("name"), help_text=_("What it is called"))',
    'class State(TextChoices):\n    OPEN = "open", pgettext_lazy("state", "Open")',
    'messages.error(request, _("“%(title)s” is gone") % {"title": title})',
    'self.stdout.write(ngettext("%(n)d removed", "%(n)d removed", n) % {"n": n})',
    '"""A module that explains itself."""\n\ndef f():\n    """Do what the name says."""',
    'logger.warning("Cache: the server does not answer")',
    'raise ValueError("A page needs a path.")',
    'path("respond/", include("consultation.feedback.urls"))',
    'cursor.execute("SELECT rowid FROM search WHERE search MATCH %s")',
    'form.add_error("closes_at", _("Too early"))',
    'format_html("<b>{}</b>", _("Too early"))',
    'if text == "Not the same text": pass',
]
UNMARKED_TEMPLATES = [
    "<p>Hello</p>",
    "<p>{{ n }} pages</p>",
    "{% if a %}Yes{% endif %}",
    '<img alt="A loop">',
    '<nav aria-label="Footer{{ n }}"></nav>',
    '<input type="submit" value="Send">',
    '<meta name="description" content="About us">',
    '{{ name|default:"Never" }}',
    '{% firstof name "Consultations" %}',
    '{% include "a.html" with label="Name" %}',
    '{% translate "Hello" %} there',
    "{% blocktranslate %}Hello{% endblocktranslate %} there",
]
MARKED_TEMPLATES = [
    '{# A comment #}<p class="lead text">{% translate "Hello" %}</p>',
    "{% comment %}Not shown{% endcomment %}",
    "{% blocktranslate trimmed count n=n %}{{ n }} page{% plural %}{{ n }} pages"
    "{% endblocktranslate %}",
    '{{ name|default:_("Never") }}',
    '{% firstof name _("Consultations") %}',
    '{% include "Components/a.html" with label=label %}',
    '{% if state == "Open" %}{{ a }} – {{ b }}{% endif %}',
    '<img alt="{{ alt }}"><input type="text" value="Text">',
    "<script>let hello = true;</script>",
]


def test_every_text_of_the_portal_is_marked() -> None:
    assert [str(each) for each in unmarked()] == []


@pytest.mark.parametrize("source", UNMARKED_PYTHON)
def test_unmarked_texts_of_python_are_found(source: str) -> None:
    assert unmarked_in_python(source)


@pytest.mark.parametrize("source", MARKED_PYTHON)
def test_nothing_is_found_in_marked_python(source: str) -> None:
    assert unmarked_in_python(source) == []


@pytest.mark.parametrize("source", UNMARKED_TEMPLATES)
def test_unmarked_texts_of_templates_are_found(source: str) -> None:
    assert unmarked_in_template(source)


@pytest.mark.parametrize("source", MARKED_TEMPLATES)
def test_nothing_is_found_in_marked_templates(source: str) -> None:
    assert unmarked_in_template(source) == []


def test_lines_of_templates_are_told() -> None:
    source = "{% blocktranslate %}One\ntwo{% endblocktranslate %}\n{{ a }}\n\n<p>\n  Hello</p>"
    assert unmarked_in_template(source) == [(6, "Hello")]
    assert unmarked_in_template("{{ a }}\n\nHello", is_html=False) == [(3, "Hello")]


def test_texts_in_json_and_scripts_are_found() -> None:
    assert unmarked_in_json('{"open": "You can respond now."}') == [(1, "You can respond now.")]
    assert unmarked_in_json('{"open": "a-key", "label": "name"}') == []
    assert unmarked_in_script("// Not shown.\nsay('Try again later')") == [(2, "Try again later")]
    assert unmarked_in_script("say(button.dataset.busy)") == []
