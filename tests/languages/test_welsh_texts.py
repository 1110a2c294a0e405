"""Every text of ours that readers of Welsh pages meet is in Welsh."""

from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from django.utils.translation import get_language, trans_real
from wagtail.models import Locale, Page

from consultation.pages.models import ConsultationPage
from tests.factories.answers import STANDARD_ANSWERS, open_form, post_answer
from tests.feedback.screens import screen
from tests.wording.messages import catalogues, read_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Collect the texts that are shown in Welsh and have no translation, while a test runs."""
    found: set[str] = set()
    # Django's and Wagtail's own texts are not the portal's to translate.
    ours = {message.text for file in catalogues() for message in read_catalogue(file)}
    functions: Any = translation._trans  # type: ignore[attr-defined]

    def note(name: str, *, context: bool, plural: bool) -> None:
        plain = getattr(functions, name)

        def noted(*args: Any) -> str:
            text = f"{args[0]}\x04{args[1]}" if context else args[0]
            known = trans_real.translation("cy")._catalog
            is_welsh = get_language() == "cy" and args[context] in ours
            if is_welsh and not known.get((text, 0) if plural else text):
                found.add(text)
            return str(plain(*args))

        monkeypatch.setattr(functions, name, noted)

    note("gettext", context=False, plural=False)
    note("pgettext", context=True, plural=False)
    note("ngettext", context=False, plural=True)
    note("npgettext", context=True, plural=True)
    return found


@pytest.fixture
def welsh_demo(languages: None, welsh: Locale) -> ConsultationPage:
    """Return the demonstration as a consultation in Welsh; its own texts stay English."""
    call_command("setup_portal", verbosity=0)
    call_command("load_demo", verbosity=0)
    consultation = ConsultationPage.objects.live().get()
    consultation.get_descendants(inclusive=True).update(locale=welsh)
    return ConsultationPage.objects.live().get()


def test_all_screens_of_a_consultation_are_in_welsh(
    client: Client, welsh_demo: ConsultationPage, untranslated: set[str]
) -> None:
    pages = list(welsh_demo.get_descendants(inclusive=True).live())
    for page in pages:
        assert screen(client.get(page.url)).html["lang"] == "cy"
    assert untranslated == set()
    assert len(pages) > 10
    client.get("/search/?q=data")  # brings the index up to date, with the names of blocks
    untranslated.clear()
    for address in ("search/", "search/?q=data", "search/?q=none", "respond/counted/"):
        assert screen(client.get(f"/cy/{address}")).html["lang"] == "cy"
    missed = client.get("/cy/nowhere/")
    assert missed.status_code == 404
    assert screen(missed).h1.get_text(strip=True) == "Heb ddod o hyd i’r dudalen"
    assert untranslated == set()


def test_errors_receipt_mail_and_check_of_a_response_are_in_welsh(
    client: Client,
    welsh_demo: ConsultationPage,
    untranslated: set[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = Page.objects.get(title="Possible mechanisms for change").specific
    wrong = screen(post_answer(client, page, {"summary": "Hey", "email": "not an address"}))
    assert wrong.select_one(".govuk-error-summary h2").get_text(strip=True) == "Mae problem"
    fields = open_form(client, page, seconds_ago=120) | STANDARD_ANSWERS
    with django_capture_on_commit_callbacks(execute=True):
        sent = post_answer(client, page, fields | {"email": "respondent@example.org"})
    receipt = screen(client.get(sent.url))
    assert receipt.h1.get_text(strip=True) == "Rydym wedi cael eich ymateb"
    reference = receipt.select_one(".receipt__reference").get_text(strip=True)
    assert mail.outbox[0].subject == f"Rydym wedi cael eich ymateb ({reference})"
    assert f"Eich cyfeirnod yw {reference}" in str(mail.outbox[0].body)
    for asked in (reference, "ABCDE-FGHJK"):
        client.get("/cy/respond/counted/", {"reference": asked})
    scored = Page.objects.get(title="Your view of the whole")
    client.post(f"/cy/respond/{scored.pk}/", {})
    assert untranslated == set()
