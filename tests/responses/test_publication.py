"""An answer is published with consent, after a user has read it without identifying details."""

import io
import zipfile
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from consultation.responses import services
from consultation.responses.models import (
    Publication,
    PublishedAnswer,
    Response,
    Status,
    WithdrawnConsent,
)
from consultation.responses.privacy.erasure import erase_personal
from consultation.responses.publication.services import (
    NOT_ALLOWED,
    NOT_ASKED,
    NOT_COUNTED,
    WITHDRAWN,
    PublicationError,
    confirm,
    published_words,
    withdraw_consent,
    words_digest,
)
from tests.factories import (
    IdeaFactory,
    SectionPageFactory,
    draft_answer,
    feedback_form,
    make_user,
    publish_answer,
    question,
)
from tests.responses.actions import (
    publish_form,
    read_url,
    sign_in,
    store,
    table,
    text_of,
    was_refused,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CONSENT = question("consent", "may_publish", "You may publish what I wrote", quoting=True)
NAMED = question("short_text", "name", "Your name", personal=True)
TEXT = "I am Ada Lovelace, write to ada@example.org. Order 12345678 of 01/02/2024 stays."


@pytest.fixture
def page() -> Any:
    summary, role = question("short_text", "summary", "In short"), question("role", "role")
    return SectionPageFactory(
        title="Mechanisms", blocks=[feedback_form(summary, NAMED, role, CONSENT)]
    )


@pytest.fixture
def given(page: Any) -> Response:
    """Return a response with consent."""
    return store(page, summary=TEXT, name="Ada Lovelace", role="A teacher", may_publish=True)


def hub(response: Response) -> str:
    return f"/admin/responses/{response.pk}/publish/"


def redact_url(response: Response, key: str = "summary") -> str:
    return f"{hub(response)}new/?answer={key}"


def one(published: PublishedAnswer, deed: str = "") -> str:
    return f"/admin/responses/published/{published.pk}/{deed}"


def form_of(client: Client, url: str) -> dict[str, Any]:
    """Return what the form on a screen holds, as a browser would send it."""
    html = BeautifulSoup(client.get(url).content, "html.parser")
    data: dict[str, Any] = {}
    for field in html.select("main form [name]"):
        name = field["name"]
        if field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n")
        elif field.get("type") == "checkbox":
            if field.has_attr("checked"):
                data.setdefault(name, []).append(field.get("value", "on"))
        elif field.name == "input":
            data[name] = field.get("value", "")
    return data


def test_from_the_reading_to_the_public(analyst: Client, given: Response) -> None:
    html = BeautifulSoup(analyst.get(read_url(given)).content, "html.parser")
    assert html.select_one(f'main a[href="{hub(given)}"]').get_text() == "Publish an answer"
    assert "Consent to publish answers Given" in text_of(analyst.get(read_url(given)))

    choices = BeautifulSoup(analyst.get(hub(given)).content, "html.parser").select("main h2")
    assert [each.get_text() for each in choices] == ["In short"], "Not who someone is"

    screen = analyst.get(redact_url(given))
    marks = BeautifulSoup(screen.content, "html.parser").select("main mark")
    assert [each.get_text() for each in marks] == ["Ada Lovelace", "ada@example.org"]
    data = form_of(analyst, redact_url(given))
    assert len(data["found"]) == 2, "The first draft leaves out all that was found"
    assert data["who"] == "A teacher"
    data |= {"more": "write to\nOrder 12345678"}
    response = analyst.post(redact_url(given), data)
    draft = PublishedAnswer.objects.get()
    assert response["Location"] == one(draft)
    assert draft.text == (
        "I am [redacted: name or organisation], [redacted] [redacted: email address]. "
        "[redacted] of 01/02/2024 stays."
    )

    screen = text_of(analyst.get(one(draft)))
    assert TEXT.replace("12345678", "12345678 (removed by hand)")[-30:] in screen
    assert draft.text in screen
    data = form_of(analyst, one(draft))
    assert "Read the whole text, then tick this box" in text_of(analyst.post(one(draft), data))
    draft.refresh_from_db()
    assert draft.state == Publication.DRAFT
    analyst.post(one(draft), data | {"read": "on"})
    draft.refresh_from_db()
    assert (draft.state, draft.confirmed_by.username) == (Publication.CONFIRMED, "analyst")

    # Changed, it is a draft again, with what was decided; what was taken back stays in.
    again = form_of(analyst, one(draft, "redact/"))
    assert again["more"].splitlines() == ["write to", "Order 12345678"]
    again |= {"found": again["found"][1:], "more": "", "part": "I am Ada Lovelace"}
    analyst.post(one(draft, "redact/"), again)
    draft.refresh_from_db()
    assert (draft.text, draft.state) == ("I am Ada Lovelace […]", Publication.DRAFT)

    analyst.post(one(draft, "withdraw/"), {"reason": "Asked by telephone"})
    assert "Reason: Asked by telephone" in text_of(analyst.get(one(draft)))
    logged = ModelLogEntry.objects.for_instance(given).exclude(action="responses.view")
    assert [each.action.partition(".")[2] for each in logged.order_by("timestamp")] == [
        "redact",
        "publish",
        "redact",
        "withdraw",
    ]
    assert not any("Ada" in str(each.data) or "order" in str(each.data) for each in logged)
    assert "Answer published after reading: In short" in text_of(analyst.get(read_url(given)))


def test_who_may_only_read_publishes_nothing(given: Response) -> None:
    published = publish_answer(given)
    reader = make_user(None, "reader")
    reader.user_permissions.add(
        *Permission.objects.filter(codename__in=("access_admin", "view_response"))
    )
    client = Client()
    client.force_login(reader)
    screen = text_of(client.get(read_url(given)))
    assert "Given" in screen
    assert "Publish an answer" not in screen
    assert "Withdraw consent" not in screen
    closed = [hub(given), redact_url(given), f"/admin/responses/{given.pk}/consent/"]
    closed += ["/admin/responses/published/", one(published), one(published, "withdraw/")]
    for url in closed:
        assert was_refused(client.get(url)), url
        assert was_refused(client.post(url, {"reason": "Mine"})), url
    published.refresh_from_db()
    assert published.state == Publication.CONFIRMED


def test_who_may_publish_but_not_read_publishes_nothing(given: Response) -> None:
    writer = make_user(None, "writer")
    writer.user_permissions.add(
        *Permission.objects.filter(codename__in=("access_admin", "publish_answer"))
    )
    client = Client()
    client.force_login(writer)
    for url in (hub(given), redact_url(given), "/admin/responses/published/"):
        assert was_refused(client.get(url)), url
        assert was_refused(client.post(url, {"who": "A teacher"})), url
    assert not PublishedAnswer.objects.exists()


def test_what_the_form_refuses(analyst: Client, given: Response) -> None:
    url = redact_url(given)
    data = form_of(analyst, url)
    for wrong, message in (
        ({"more": "Grace"}, "“Grace” is not in the answer."),
        ({"part": "I am not"}, "This is not an exact quote from the answer."),
        ({"who": "Ada Lovelace, a teacher"}, "This identifies the person. Enter only a role."),
        ({"more": "stays", "part": "stays"}, "There is nothing left to publish."),
    ):
        assert message in text_of(analyst.post(url, data | wrong))
    assert not PublishedAnswer.objects.exists()
    for key in ("name", "may_publish", "nothing"):
        assert analyst.get(redact_url(given, key)).status_code == 404


def test_no_one_confirms_what_they_have_not_seen(analyst: Client, given: Response) -> None:
    draft = draft_answer(given)
    data = form_of(analyst, one(draft)) | {"read": "on"}
    PublishedAnswer.objects.update(text="Something else")
    response = analyst.post(one(draft), data, follow=True)
    assert "Someone has changed it since you opened it. Read it again." in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == Publication.DRAFT


def test_no_one_confirms_who_said_it_in_words_they_have_not_seen(
    analyst: Client, given: Response
) -> None:
    draft = draft_answer(given)
    data = form_of(analyst, one(draft)) | {"read": "on"}
    PublishedAnswer.objects.update(who="Ada herself")
    analyst.post(one(draft), data)
    draft.refresh_from_db()
    assert draft.state == Publication.DRAFT


def test_what_was_withdrawn_is_not_confirmed_from_an_old_screen(
    analyst: Client, given: Response
) -> None:
    draft = draft_answer(given)
    data = form_of(analyst, one(draft)) | {"read": "on"}
    analyst.post(one(draft, "withdraw/"), {"reason": "Asked by telephone"})
    analyst.post(one(draft), data)
    draft.refresh_from_db()
    assert draft.state == Publication.WITHDRAWN
    with pytest.raises(PublicationError):
        confirm(draft, words_digest(draft), make_user("Analyst", "ann"))


def test_without_consent_nothing_is_public_whatever_its_state(given: Response) -> None:
    published = publish_answer(given)
    assert published in PublishedAnswer.objects.public()
    WithdrawnConsent.objects.create(response=given, withdrawn_at=timezone.now())
    assert not PublishedAnswer.objects.public().exists()
    assert published_words([published.pk]) == {}


def never_asked(page: Any) -> Response:
    publish_form(page, question("short_text", "summary"), question("consent", "other"))
    response = store(page, summary=TEXT, other=True, may_publish=True)
    # What the box says now is not what people ticked.
    publish_form(page, question("short_text", "summary"), CONSENT)
    return response


def not_ticked(page: Any) -> Response:
    return store(page, summary=TEXT)


def asked_twice(page: Any, **ticked: bool) -> Response:
    """Return a response to a form that asks twice whether answers may be published."""
    again = question("consent", "may_quote", "You may quote me", quoting=True)
    publish_form(page, question("short_text", "summary"), CONSENT, again)
    return store(page, summary=TEXT, **ticked)


def moved(page: Any, status: Status) -> Response:
    response = store(page, summary=TEXT, may_publish=True)
    services.change_status([response], status, "A reason", make_user("Analyst", "ann"))
    return response


def taken_back(page: Any) -> Response:
    response = store(page, summary=TEXT, may_publish=True)
    withdraw_consent([response], "Asked for", make_user("Analyst", "ann"))
    return response


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (never_asked, NOT_ASKED),
        (not_ticked, NOT_ALLOWED),
        (lambda page: asked_twice(page, may_publish=True), NOT_ALLOWED),
        (lambda page: asked_twice(page, may_quote=True), NOT_ALLOWED),
        (lambda page: asked_twice(page, may_publish=False, may_quote=True), NOT_ALLOWED),
        (lambda page: moved(page, Status.QUARANTINED), NOT_COUNTED),
        (lambda page: moved(page, Status.EXCLUDED), NOT_COUNTED),
        (taken_back, WITHDRAWN),
    ],
    ids=[
        "never asked",
        "not ticked",
        "only the first of two",
        "only the second of two",
        "refused and agreed",
        "quarantined",
        "excluded",
        "taken back",
    ],
)
def test_it_is_refused_with_a_sentence(analyst: Client, page: Any, make: Any, reason: str) -> None:
    response = make(page)
    screen = text_of(analyst.get(hub(response)))
    assert str(reason) in screen
    assert "Ada" not in screen
    for reply in (
        analyst.get(redact_url(response), follow=True),
        analyst.post(redact_url(response), {"who": "A teacher"}, follow=True),
    ):
        assert reply.redirect_chain[0][0] == hub(response)
        assert str(reason) in reply.content.decode()
    assert not PublishedAnswer.objects.exists()


def test_an_author_who_was_asked_twice_and_agreed_twice_is_published(page: Any) -> None:
    response = asked_twice(page, may_publish=True, may_quote=True)
    assert publish_answer(response).state == Publication.CONFIRMED


def test_a_draft_of_a_response_that_was_excluded_is_not_confirmed(
    analyst: Client, given: Response
) -> None:
    draft = draft_answer(given)
    data = form_of(analyst, one(draft)) | {"read": "on"}
    services.change_status([given], Status.EXCLUDED, "A test", make_user("Analyst", "ann"))
    assert str(NOT_COUNTED) in analyst.post(one(draft), data, follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.state == Publication.DRAFT


def is_empty(published: PublishedAnswer) -> bool:
    published.refresh_from_db()
    left = (published.text, published.who, published.left_out, published.part)
    return published.state == Publication.WITHDRAWN and left == ("", "", [], None)


def publish_again(published: PublishedAnswer) -> None:
    confirm(published, words_digest(published), make_user("Analyst", "ann"))


def test_consent_taken_back_leaves_no_word(analyst: Client, given: Response) -> None:
    published = publish_answer(given)
    url = f"/admin/responses/{given.pk}/consent/"
    assert f'href="{url}"' in analyst.get(read_url(given)).content.decode()
    analyst.post(url, {"reason": "A letter"})
    assert is_empty(published)
    assert published.withdrawn_reason == "A letter"
    screen = text_of(analyst.get(read_url(given)))
    assert "Given, then withdrawn" in screen
    assert "In short I am Ada Lovelace" in screen, "The response itself stays"
    assert given.status == Status.COUNTED
    reply = analyst.post(url, {"reason": "Once more"}, follow=True)
    assert "This response has no consent to withdraw." in reply.content.decode()
    assert "The words were erased" in text_of(analyst.get(one(published)))


def test_erasure_leaves_no_word(analyst: Client, given: Response) -> None:
    published = publish_answer(given)
    services.erase([given], "Asked for", make_user("Administrator"))
    assert is_empty(published)
    assert "The words were erased" in text_of(analyst.get(one(published)))
    assert str(NOT_COUNTED) in text_of(analyst.get(hub(given)))


def test_personal_erasure_takes_what_was_personal_after_all(
    analyst: Client, given: Response
) -> None:
    published = publish_answer(given)
    user = make_user("Administrator")
    erase_personal([given], "Asked for", user)
    published.refresh_from_db()
    assert published.state == Publication.CONFIRMED
    assert "Ada" not in published.text
    again = one(published, "redact/")
    analyst.post(again, form_of(analyst, again))
    published.refresh_from_db()
    assert "Ada" not in published.text, "Her name is not asked for any more, and stays left out"
    publish_again(published)
    personal = question("short_text", "summary", personal=True)
    publish_form(given.page.specific, personal, NAMED, CONSENT)
    erase_personal([given], "Asked for", user)
    assert is_empty(published)


def test_a_person_is_told_and_may_take_it_back(administrator: Client, page: Any) -> None:
    publish_form(page, question("short_text", "summary"), question("email", "email"), CONSENT)
    response = store(page, summary="In a word", email="ada@example.org", may_publish=True)
    published = publish_answer(response)
    asked = {"email": "ada@example.org", "response": response.pk}
    reply = administrator.post("/admin/responses/person/", asked | {"step": "hand_over"})
    archive = b"".join(reply.streaming_content)  # type: ignore[attr-defined]
    assert b"PK" in archive[:2]
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert "Published (Confirmed)" in files.read("responses.txt").decode()
        assert '"words": "In a word"' in files.read("responses.json").decode()
    administrator.post("/admin/responses/person/", asked | {"step": "withdraw_consent"})
    assert is_empty(published)


def test_the_list_and_its_filters(analyst: Client, page: Any) -> None:
    def make(index: int) -> PublishedAnswer:
        return publish_answer(store(page, summary=f"Answer {index}", may_publish=True))

    def queries(url: str = "/admin/responses/published/") -> int:
        with CaptureQueriesContext(connection) as found:
            assert analyst.get(url).status_code == 200
        return len(found)

    assert "No answers have been published yet" in text_of(
        analyst.get("/admin/responses/published/")
    )
    first = make(0)
    queries()
    number = queries()
    others = [make(index) for index in range(1, 10)]
    assert queries() == number
    analyst.post(one(first, "withdraw/"), {"reason": "A mistake"})
    services.change_status(
        [others[0].response], Status.EXCLUDED, "A test", make_user("Analyst", "ann")
    )
    rows = table(analyst.get("/admin/responses/published/"))
    states = [row["Status"] for row in rows]
    assert states[-2:] == ["Confirmed, not shown: the response is not counted", "Withdrawn"]
    assert states[:-2] == ["Confirmed"] * 8
    found = table(analyst.get("/admin/responses/published/?state=withdrawn"))
    assert [row["Words"] for row in found] == ["Answer 0"]
    assert len(table(analyst.get(f"/admin/responses/published/?page={page.pk}"))) == 10
    found = table(analyst.get("/admin/responses/published/?q=answer+7"))
    assert [row["Words"] for row in found] == ["Answer 7"]


def test_editors_choose_among_what_is_public_alone(page: Any, given: Response) -> None:
    desk = sign_in("Editor")
    public = publish_answer(given)
    hidden = [
        draft_answer(store(page, summary="Only a draft", may_publish=True)),
        publish_answer(moved_later := store(page, summary="Excluded since", may_publish=True)),
    ]
    services.change_status([moved_later], Status.EXCLUDED, "A", make_user("Analyst", "ann"))
    chooser = "/admin/published-answers/choose/"
    shown = desk.get(chooser).json()["html"]
    assert "I am [redacted: name or organisation]" in shown
    assert "In short" in shown
    assert "Mechanisms" in shown
    for secret in ("Ada", "Only a draft", "Excluded since", given.reference_text):
        assert secret not in shown
    assert desk.get(f"{chooser}chosen/{public.pk}/").status_code == 200
    ids = "&".join(f"id={each.pk}" for each in (public, *hidden))
    several = desk.get(f"{chooser}chosen-multiple/?{ids}").json()["result"]
    assert [each["id"] for each in several] == [str(public.pk)]
    for each in hidden:
        assert desk.get(f"{chooser}chosen/{each.pk}/").status_code == 404
    assert "No published" not in desk.get(f"{chooser}results/?q=stays").content.decode()
    assert "redacted" not in desk.get(f"{chooser}results/?q=nowhere").content.decode()
    assert desk.get(one(public)).status_code == 302, "Not the screen with the original"


def test_an_answer_about_an_idea_is_published_too(analyst: Client, page: Any) -> None:
    idea = IdeaFactory(lead="Share", statement="what works")
    judging = question(
        "idea_judgement", "ideas", "What of each?", theme=idea.theme.pk, comments=True
    )
    publish_form(page, judging, CONSENT)
    said = {idea.code: {"comment": "Call 020 7946 0958"}}
    response = store(page, ideas=said, may_publish=True)
    (question_of_it,) = BeautifulSoup(analyst.get(hub(response)).content, "html.parser").select(
        "main h2"
    )
    assert "Share what works" in question_of_it.get_text()
    published = publish_answer(response, f"ideas__{idea.code}__comment")
    assert published.text == "Call [redacted: phone number]"
