"""What a source says of the consultation as a whole, and what it leaves open."""

from html import unescape

from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst

from consultation.common.drafts import incomplete
from consultation.importing.report import Report
from consultation.importing.sites.page_creation import takes_consultations
from consultation.importing.sites.plan import Action, PlannedPage, SiteImportPlan
from consultation.pages.models import ConsultationPage

LONGEST_LEAD = 250
_REQUIRED = ("summary", "organisation", "contact", "privacy")


def choose_values(plan: SiteImportPlan, report: Report) -> None:
    """Fill a new consultation with what its source says; nothing is made up.

    What is missing is told, and the page stays a draft.
    """
    top, site = plan.top, plan.site
    if top.action != Action.NEW or not takes_consultations(plan.parent):
        return
    told = top.draft.settings
    if not told:
        plan.consultation = {
            "summary": top.draft.summary or site.description[:500] or _first_words(top),
            "organisation": site.author[:200],
        }
        for name in ("roles", "reflections"):
            if options := getattr(plan.lists, name):
                plan.consultation[name] = [("option", each) for each in options]
    values = {"summary": top.draft.summary, **plan.consultation, **told.get("fields", {})}
    missing = [
        capfirst(str(ConsultationPage._meta.get_field(name).verbose_name))
        for name in _REQUIRED
        if not values.get(name)
    ]
    if missing:
        why = incomplete(top.draft.title, missing)
        if top.publish:
            why += " It stays a draft, and its forms take no answers until it is published."
        top.publish = False
        report.doubt(top.place, why)


def _first_words(planned: PlannedPage) -> str:
    """Return the first paragraph of a page, or its beginning."""
    for block in planned.draft.blocks:
        if block["type"] == "rich_text":
            paragraph = block["value"].partition("</p>")[0]
            words = " ".join(unescape(strip_tags(paragraph)).split())
            return Truncator(words).chars(LONGEST_LEAD)
    return ""
