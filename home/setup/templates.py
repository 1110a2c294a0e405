"""The templates that come along. What editors have to write is in square brackets, ending in …"""

from typing import Any

from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import Page

from consultation.common.text import join_words
from consultation.feedback.blocks.form import NEW_FORM_QUESTIONS, give_ids
from consultation.pages.models import ConsultationPage, SectionPage, TemplatesPage


@transaction.atomic
def ensure_templates() -> list[str]:
    """Make the place of the templates with those that come along; return a sentence if it did.

    Only once: what editors changed or deleted stays so.
    """
    if TemplatesPage.objects.exists():
        return []
    top = TemplatesPage(title=_("Templates"), live=False)
    Page.get_first_root_node().add_child(instance=top)
    top.save_revision()
    titles = [make(top).title for make in (_short_survey, _document, _ideas_to_rate)]
    text = _("Made the templates %(titles)s.")
    quoted = [_("“%(title)s”") % {"title": title} for title in titles]
    return [text % {"titles": join_words(quoted)}]


def _short_survey(top: TemplatesPage) -> ConsultationPage:
    choice = {
        "options": [_("[The first answer …]"), _("[The second answer …]"), _("Don’t know")],
        "required": False,
    }
    return _consultation(
        top,
        _("Short survey"),
        _("A few questions on one page."),
        _text(_("[Why you ask, what you already know, and what can still change …]")),
        _form(
            _("Your answers"),
            _question(
                "single_choice", "choice", _("[A question with answers to choose …]"), choice
            ),
            _question("long_text", "comments", _("Is there anything else you want to tell us?")),
            _question("role", "role", _("Your role")),
        ),
    )


def _document(top: TemplatesPage) -> ConsultationPage:
    consultation = _consultation(
        top,
        _("Document with feedback on each page"),
        _("A document in chapters, with the same short form under each of them."),
        _text(_("[Who should read this document, and what you want to know from them …]")),
    )
    chapters = {
        _("Background"): _("[What the situation is, and why it should change …]"),
        _("What we propose"): _("[What you propose, and what else you considered …]"),
        _("What happens next"): _("[Who decides, when, and where people will read about it …]"),
    }
    for title, guidance in chapters.items():
        form = _form(_("Your feedback on this page"), *NEW_FORM_QUESTIONS)
        _add(consultation, SectionPage(title=title, body=[_text(guidance), form]))
    return consultation


def _ideas_to_rate(top: TemplatesPage) -> ConsultationPage:
    consultation = _consultation(
        top,
        _("Ideas to rate"),
        _("Ideas in areas and themes. People rate them and choose from them."),
        _text(_("[What the ideas are about, and where they come from …]")),
        {"type": "idea_overview", "value": {"title": _("The ideas at a glance")}},
    )
    form = _form(
        _("Your view of the ideas"),
        _question(
            "idea_judgement", "ideas", _("What do you think of these ideas?"), {"comments": True}
        ),
        _question("idea_picks", "picks", _("Which ideas should go ahead?"), {"at_most": 3}),
        _question("long_text", "comments", _("Which idea is missing?")),
        _question("role", "role", _("Your role")),
    )
    words = _text(_("[How you will use the ratings …]"))
    _add(consultation, SectionPage(title=_("Rate the ideas"), body=[words, form]))
    return consultation


def _consultation(
    top: TemplatesPage, title: str, description: str, *body: dict[str, Any]
) -> ConsultationPage:
    return _add(
        top,
        ConsultationPage(
            title=title,
            search_description=description,
            summary=_("[What this consultation is about, in two or three sentences …]"),
            organisation=_("[The name of your organisation …]"),
            contact=_paragraph(_("[An email address and a telephone number …]")),
            privacy=_paragraph(
                _("[How you will use the responses and the personal data in them …]")
            ),
            body=list(body),
        ),
    )


def _add(parent: Page, page: Any) -> Any:
    page.live = False
    parent.add_child(instance=page)
    page.save_revision()
    return page


def _paragraph(words: str) -> str:
    return format_html("<p>{}</p>", words)


def _text(words: str) -> dict[str, Any]:
    return {"type": "rich_text", "value": _paragraph(words)}


def _question(
    kind: str, key: str, label: str, more: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"type": kind, "value": {"key": key, "label": label, "required": False} | (more or {})}


def _form(heading: str, *questions: dict[str, Any]) -> dict[str, Any]:
    form = {"heading": heading, "questions": give_ids([_plain(each) for each in questions])}
    return {"type": "feedback_form", "value": form}


def _plain(question: dict[str, Any]) -> dict[str, Any]:
    """Return a question in the language of now, and not in that of each reader."""
    value = {
        name: each if isinstance(each, bool | int | list) else str(each)
        for name, each in question["value"].items()
    }
    return question | {"value": value}
