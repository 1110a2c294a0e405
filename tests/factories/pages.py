import json
from contextlib import nullcontext
from typing import Any

import factory
import wagtail_factories
from wagtail.signal_handlers import disable_reference_index_auto_update

from consultation.common.drafts import publish_new
from consultation.feedback.blocks.form import PAGE_FEEDBACK_QUESTIONS
from consultation.importing.archive.manifest import PAGES
from consultation.pages.blocks import ContentBlock
from consultation.pages.models import (
    ConsultationPage,
    OutcomePage,
    SectionPage,
    TemplatesPage,
    ThemePage,
)
from home.demo.services import SITE
from home.models import HomePage
from home.setup.site import ensure_front_page
from home.setup.templates import ensure_templates

from .ideas import ThemeFactory, the_set
from .remembered import RememberedFactory, RememberedSubFactory

_DEMO = json.loads((SITE / PAGES).read_text(encoding="utf-8"))["pages"][0]["settings"]


def site_home() -> HomePage:
    """Return the default site's front page, made as the set-up makes it."""
    return ensure_front_page()


def templates_page() -> TemplatesPage:
    """Return the place of the templates, made with them as the set-up makes it."""
    ensure_templates()
    return TemplatesPage.objects.get()


def question(kind: str, key: str, label: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return one question of a feedback form as raw block data."""
    return {"type": kind, "value": {"key": key, "label": label or key.capitalize(), **fields}}


def feedback_form(*questions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a feedback form as raw block data, by default the page feedback form."""
    return {
        "type": "feedback_form",
        "value": {
            "heading": "Page feedback",
            "introduction": "",
            "questions": list(questions) or PAGE_FEEDBACK_QUESTIONS,
            "button_text": "Submit feedback",
            "thank_you": "<p>Thank you for telling us.</p>",
            **fields,
        },
    }


class _ContentPageFactory(RememberedFactory, wagtail_factories.PageFactory):
    """A published page; `blocks` is its body as raw block data."""

    title = factory.Sequence(lambda number: f"Page {number}")

    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Any, kwargs: Any) -> Any:
        blocks = kwargs.pop("blocks", None)
        if blocks is not None:
            kwargs["body"] = ContentBlock().to_python(blocks)
        is_live = kwargs.get("live", True)
        # What is published at once is indexed then, and need not be twice.
        with disable_reference_index_auto_update() if is_live else nullcontext():
            page = super()._create_instance(model_class, parent, kwargs | {"live": False})
        if is_live and (page.go_live_at or page.expire_at):
            page.save_revision().publish()
        elif is_live:
            publish_new([page], {"wagtail.publish": {}})
        page.refresh_from_db()
        return page


class ConsultationPageFactory(_ContentPageFactory):
    """A consultation that is open, below the front page, with the demonstration's answer lists."""

    parent = factory.LazyFunction(site_home)
    title = factory.Sequence(lambda number: f"Consultation {number}")
    summary = "What we want to know."
    organisation = "A public body"
    contact = "<p>Write to us.</p>"
    privacy = "<p>We keep it to ourselves.</p>"
    idea_set = factory.LazyFunction(the_set)
    roles = [("option", each["value"]) for each in _DEMO["roles"]]
    reflections = [("option", each["value"]) for each in _DEMO["reflections"]]

    class Meta:
        model = ConsultationPage


class SectionPageFactory(_ContentPageFactory):
    """A section of a consultation of its own, unless it is given a parent."""

    parent = RememberedSubFactory(ConsultationPageFactory)
    title = factory.Sequence(lambda number: f"Section {number}")

    class Meta:
        model = SectionPage


class ThemePageFactory(_ContentPageFactory):
    """The page of a theme of its own, in a consultation of its own, unless it is given them."""

    parent = RememberedSubFactory(ConsultationPageFactory)
    theme = RememberedSubFactory(ThemeFactory)
    title = factory.Sequence(lambda number: f"Theme page {number}")

    class Meta:
        model = ThemePage


class OutcomePageFactory(_ContentPageFactory):
    """The outcome of a consultation of its own, unless it is given a parent."""

    parent = RememberedSubFactory(ConsultationPageFactory)
    title = factory.Sequence(lambda number: f"Outcome {number}")
    summary = "The outcome, in short."

    class Meta:
        model = OutcomePage


def outcome(subject: str = "Shared tools", **fields: Any) -> dict[str, Any]:
    """Return an outcome block as raw block data; `ideas` and `quotes` are lists of values."""
    return {
        "type": "outcome",
        "value": {
            "subject": subject,
            "asked": "<p>We asked about tools.</p>",
            "ideas": [],
            "said": "<p>You said yes.</p>",
            "figures": [],
            "other_figures": [],
            "quotes": [],
            "did": "<p>We did it.</p>",
            "status": "",
            "reason": "",
            **fields,
        },
    }
