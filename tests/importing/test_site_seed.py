"""The first consultation's own page, alone: everything in it has a living counterpart."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from consultation.importing.sites.services import import_site
from consultation.pages.models import ConsultationPage
from consultation.responses.models import Response
from tests.importing.publication import import_published

SEED = Path(__file__).parent / "seed" / "possible-mechanisms-for-change.md"

pytestmark = pytest.mark.django_db


def test_one_page_becomes_a_consultation_that_can_be_answered(client: Client) -> None:
    result = import_published(SEED)
    page = result.consultation
    assert isinstance(page, ConsultationPage)
    html = BeautifulSoup(client.get(page.url).content, "html.parser")
    text = " ".join(html.get_text(" ").split())
    for line in (
        "Possible mechanisms for change",
        "We intend to design a Centre of Excellence with optimistic goals",
        "This mechanism works. We have better shared tools",
        "these are ideas, not commitments",
        "Six column table showing the ideas from Appendix 2",
        "As discussed in this article published by MHCLG",
        "Local authority data professional",
    ):
        assert line in text
    note = html.select_one(".footnotes__text a")
    assert (
        note is not None
        and note["href"] == "https://medium.com/ldcu/council-spotlight-november-b6e647d44041"
    )
    form = html.select_one("#feedback form")
    assert form is not None
    fields = {
        str(each["name"]): str(each.get("value") or "")
        for each in form.select("input[type=hidden]")
    }
    fields |= {"summary": "It is sound", "role": "Local authority leadership"}
    sent = client.post(str(form["action"]), fields, HTTP_SEC_FETCH_SITE="same-origin")
    assert sent.status_code == 303
    assert Response.objects.get().page_id == page.pk


def test_its_report_is_true() -> None:
    report = import_site(SEED, dry_run=True).report
    losses = [str(each.place) for each in report.remarks if each.weight == "loss"]
    name = SEED.name
    assert losses == [f"{name}:7", f"{name}:15", f"{name}:23"]
    doubts = [(str(each.place), each.text) for each in report.remarks if each.weight == "doubt"]
    assert (f"{name}:11", "“[^” is left over in the text.") in doubts
    assert not any("typed by hand" in text for _, text in doubts)
    assert report.counts["footnotes"] == report.counts["forms"] == 1
    assert not ConsultationPage.objects.exists()
