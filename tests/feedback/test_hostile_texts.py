"""Text is text: kept as it was typed, shown as it was typed, and nothing that it says is done."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer, question
from tests.feedback.screens import shown_value, submitted_texts

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TEXTS = {
    "vertical tab": "From\x0bWord",
    "control signs": "Bell\x07, escape\x1b[31m, delete\x7f",
    "emoji": "👩🏽\u200d💻 and 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "right to left": "שלום \u202eevil\u202c مرحبا",
    "fifty thousand": "Fünf Wörter, oft gesagt. é\n" * 1852,
    "formula": '=HYPERLINK("http://x.example";"=1+1")',
    "list": "- Speed cameras",
    "script": "<script>alert(1)</script><!-- ]]> --></textarea></form>",
    "entities": "&lt;b&gt; &amp; &#x27;",
    "template": "{{ request }} {% csrf_token %} %(value)s {0} ${HOME}",
    "leading line ends": "\n\nThird line",
    "outer space": "  \t in the middle \n \n",
    "quotes": "'; DROP TABLE responses_response; --\" \\ \\u0041 \\x41",
    "zero": "0",
    "unusual line ends": "a\u2028b\u2029c\x85d\x0ce",
    "composed and not": "e\u0301 é",
    "no-break space": "\u00a0in between\ufeff",
}
TYPED = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(
        blocks=[
            feedback_form(
                question("long_text", "view"),
                question("short_text", "line"),
                question("short_text", "missing", required=True),
            )
        ]
    )


def as_sent(text: str) -> str:
    """Return a text as browsers send it."""
    return text.replace("\n", "\r\n")


def filled_in(client: Client, page: SectionPage, text: str) -> dict[str, Any]:
    sent = as_sent(text)
    return open_form(client, page) | {"view": sent, "line": sent, "missing": "here"}


@TYPED
def test_a_text_is_stored_as_it_was_typed(client: Client, page: SectionPage, text: str) -> None:
    assert post_answer(client, page, filled_in(client, page, text)).status_code == 303
    record = Response.objects.get()
    assert record.form_data == {"view": text, "line": text, "missing": "here"}


@TYPED
def test_a_text_comes_back_whole_with_wrong_input(
    client: Client, page: SectionPage, text: str
) -> None:
    response = post_answer(client, page, filled_in(client, page, text) | {"missing": ""})
    assert response.status_code == 422
    assert shown_value(response, "view") == text
    assert not Response.objects.exists()


@TYPED
def test_a_refused_text_can_be_copied_whole(client: Client, page: SectionPage, text: str) -> None:
    fields = filled_in(client, page, text)
    page.unpublish()
    response = post_answer(client, page, fields)
    assert response.status_code == 404
    assert next(iter(submitted_texts(response).values())) == text


@pytest.mark.parametrize("name", ["view", "line"])
def test_markup_is_shown_and_not_run(client: Client, page: SectionPage, name: str) -> None:
    text = "\"><script>alert(1)</script>'<img src=x onerror=alert(1)>"
    fields = open_form(client, page) | {name: text}
    wrong = post_answer(client, page, fields)
    assert wrong.status_code == 422
    page.unpublish()
    refused = post_answer(client, page, fields)
    for response in (wrong, refused):
        html = response.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_nul_becomes_the_replacement_character(client: Client, page: SectionPage) -> None:
    assert post_answer(client, page, filled_in(client, page, "a\x00b")).status_code == 303
    assert Response.objects.get().form_data["view"] == "a\ufffdb"


@pytest.mark.parametrize(
    "body",
    [b"view=%ED%A0%80&missing=here", b"view=%FF%FE&missing=here", b"view=%&missing=here"],
)
def test_bytes_that_are_no_text_stop_nothing(
    client: Client, page: SectionPage, body: bytes
) -> None:
    response = client.generic(
        "POST", f"/respond/{page.pk}/", body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 303
    assert Response.objects.get().form_data["missing"] == "here"


def test_both_ways_of_encoding_a_form_bring_the_same_text(
    client: Client, page: SectionPage
) -> None:
    fields = filled_in(client, page, "Grüße & 👩🏽\nvon hier = dort")
    multipart = post_answer(client, page, fields)
    encoded = client.post(
        f"/respond/{page.pk}/", urlencode(fields), content_type="application/x-www-form-urlencoded"
    )
    assert multipart.status_code == encoded.status_code == 303
    assert multipart["Location"] == encoded["Location"]
    assert Response.objects.get().form_data["view"] == "Grüße & 👩🏽\nvon hier = dort"
