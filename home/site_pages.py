"""Drafts of the two pages that the law asks every public body's website for.

They are made once, at set-up, for editors to complete. What has to be filled in stands in
square brackets.
"""

from typing import Any

from django.db import transaction
from wagtail.coreutils import find_available_slug

from consultation.pages.blocks import ContentBlock
from consultation.pages.models import SectionPage
from home.models import HomePage, PortalSettings

Block = tuple[str, Any]


def _heading(text: str) -> Block:
    return ("heading", {"text": text, "level": "h2"})


ACCESSIBILITY_STATEMENT: list[Block] = [
    (
        "rich_text",
        "<p>This statement is about this website, which is run by [name of your organisation]. "
        "We want as many people as possible to be able to use it. You should be able to:</p>"
        "<ul><li>zoom in up to 400% without the text spilling off the screen</li>"
        "<li>read every page and send a response using just a keyboard</li>"
        "<li>read every page and send a response with a screen reader</li>"
        "<li>use the website on an old phone and with JavaScript switched off</li></ul>",
    ),
    _heading("How accessible this website is"),
    (
        "rich_text",
        "<p>[List the parts that are not fully accessible, such as documents and videos that you "
        "have added. If you know of none, say so.]</p>",
    ),
    _heading("If you need information in another format"),
    (
        "rich_text",
        "<p>If you need information on this website in a different format, such as accessible "
        "PDF, large print, Easy Read, audio recording or braille, contact us at [email address] "
        "or [telephone number]. We will reply within [number] days.</p>",
    ),
    _heading("Reporting a problem"),
    (
        "rich_text",
        "<p>We are always looking to improve the accessibility of this website. If you find a "
        "problem that is not listed on this page, or think we do not meet the requirements of the "
        "accessibility regulations, contact us at [email address].</p>",
    ),
    _heading("Enforcement procedure"),
    (
        "rich_text",
        "<p>The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites "
        "and Mobile Applications) (No. 2) Accessibility Regulations 2018 in England, Scotland and "
        "Wales. If you are not happy with how we respond to your complaint, contact the Equality "
        "Advisory and Support Service. [In Northern Ireland, name the Equality Commission for "
        "Northern Ireland here.]</p>",
    ),
    _heading("Compliance status"),
    (
        "rich_text",
        "<p>[Choose one: This website is fully compliant / partially compliant] with the Web "
        "Content Accessibility Guidelines version 2.2, level AA.</p>",
    ),
    _heading("How we tested this website"),
    (
        "rich_text",
        "<p>The software behind this website is tested each time it changes. These tests look at "
        "its public pages and forms with an automatic checker (axe, all rules, colour contrast "
        "included), by keyboard alone, with JavaScript switched off, and at a width of 320 pixels, "
        "in the browser Chromium. Automatic tests find only some of the problems. The software has "
        "not been tested with screen readers or by disabled people.</p>"
        "<p>[Say how and when you tested the content of your own pages, and who did it.]</p>",
    ),
    _heading("Preparation of this statement"),
    (
        "rich_text",
        "<p>This statement was prepared on [date]. It was last reviewed on [date].</p>",
    ),
]

PRIVACY_NOTICE: list[Block] = [
    (
        "rich_text",
        "<p>This notice says what [name of your organisation] does with personal data that you "
        "give us on this website. Each consultation also has a text of its own beside its "
        "forms.</p>",
    ),
    _heading("What we collect"),
    (
        "rich_text",
        "<p>You can read this website and respond without an account. We keep what you write in "
        "a form, the page you were on and the time at which you sent it. Some forms ask for your "
        "name, your organisation or your email address. You can leave these blank unless the form "
        "says otherwise.</p>"
        "<p>This website sets no cookies when you read it or respond, and loads nothing from other "
        "websites. [Say here if your own servers keep IP addresses, and for how long.]</p>",
    ),
    _heading("Why we collect it"),
    (
        "rich_text",
        "<p>We use your response to make decisions on the subject of the consultation. If you "
        "give us an email address, we use it to send you a receipt. [Say if you use it for "
        "anything else.] Our lawful basis is [usually: a task carried out in the public "
        "interest].</p>",
    ),
    _heading("Who can see it"),
    (
        "rich_text",
        "<p>Only the people who analyse the responses and the administrators of this website can "
        "see personal data in responses. Results are published in a form that does not identify "
        "anyone. We publish your own words only if you have agreed, and leave out what could "
        "identify you. [Name any company that hosts this website or processes data for you.]</p>",
    ),
    _heading("How long we keep it"),
    (
        "rich_text",
        "<p>Each consultation says beside its forms how long we keep personal data. After that we "
        "delete it and keep only the rest of the response.</p>",
    ),
    _heading("Your rights"),
    (
        "rich_text",
        "<p>You can ask us for a copy of your data, to correct it or to delete it, and you can "
        "withdraw your agreement to being quoted. Contact us at [email address] and give the "
        "reference on your receipt if you have it. You can reach our data protection officer at "
        "[email address]. You can also complain to the Information Commissioner’s Office.</p>",
    ),
]


def ensure_site_pages(home: HomePage) -> list[str]:
    """Make a draft of the accessibility statement and of the privacy notice, once.

    Args:
        home: the front page, under which they are made.

    Returns:
        A sentence for each page that was made.
    """
    settings = PortalSettings.load()
    changes = []
    for field, title, body in (
        ("accessibility_statement", "Accessibility statement", ACCESSIBILITY_STATEMENT),
        ("privacy_notice", "Privacy notice", PRIVACY_NOTICE),
    ):
        if getattr(settings, f"{field}_id"):
            continue
        with transaction.atomic():
            setattr(settings, field, _make_draft(home, title, body))
            settings.save()
        changes.append(f"Made a draft of the page “{title}” for editors to complete.")
    return changes


def _make_draft(home: HomePage, title: str, body: list[Block]) -> SectionPage:
    slug = find_available_slug(home, title.lower().replace(" ", "-"))
    page = SectionPage(title=title, slug=slug, live=False)
    page.body = ContentBlock().to_python([{"type": kind, "value": value} for kind, value in body])
    home.add_child(instance=page)
    page.save_revision()
    return page
