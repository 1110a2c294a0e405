"""The screens of releases: what they show and what is done with them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import ModelLogEntry

from consultation.pages.models import SectionPage
from consultation.workflow.models import Release, ReleaseItemState, ReleaseState
from ideas.deletion import on_purpose
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
    question,
)
from tests.factories.answers import answer
from tests.ideas.admin import messages, sign_in, words
from tests.releases.actions import (
    approve,
    begin,
    change,
    fresh,
    make_approved_release,
    make_release,
    person,
    plan,
    send_back,
    submit,
)
from tests.responses.actions import table

pytestmark = pytest.mark.django_db


def url(release: Release, view: str = "") -> str:
    return f"/admin/releases/{release.pk}/{f'{view}/' if view else ''}"


def typed(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def page() -> SectionPage:
    page = SectionPageFactory(title="As it was")
    change(page, title="As it will be")
    return fresh(page)


@pytest.fixture
def publisher() -> Client:
    return sign_in("Publisher")


@pytest.fixture
def editor() -> Client:
    return sign_in("Editor")


def test_an_editor_begins_a_release_and_ticks_drafts(editor: Client, page: SectionPage) -> None:
    consultation = page.get_parent()
    idea = IdeaFactory()
    change(idea, statement="new words")
    elsewhere = SectionPageFactory(title="Of another consultation")
    change(elsewhere, title="Changed")
    SectionPageFactory(parent=consultation, title="Unchanged")
    begun = editor.post(
        "/admin/releases/new/",
        {"title": "Round two", "consultation": consultation.pk, "note": "For May"},
    )
    release = Release.objects.get()
    assert begun["Location"] == url(release, "drafts")
    assert (release.created_by, release.consultation_title) == ("editor", consultation.title)
    screen = words(editor.get(url(release, "drafts")))
    assert "As it will be Section" in screen
    assert "Share new words Idea" in screen
    assert "Changed" not in screen
    assert "Unchanged" not in screen
    boxes = [f"{page.get_base_content_type().pk}-{page.pk}"]
    boxes.append(f"{idea.get_base_content_type().pk}-{idea.pk}")
    added = editor.post(url(release, "drafts"), {"item": boxes}, follow=True)
    assert "Added to “Round two”: “As it will be” and “Share new words”." in messages(added)
    assert [member.added_by for member in release.items.all()] == ["editor", "editor"]


def test_what_is_not_offered_cannot_be_put_in(editor: Client, page: SectionPage) -> None:
    release = begin(ConsultationPageFactory())
    boxes = {"item": [f"{page.get_base_content_type().pk}-{page.pk}", "1-1", "x"]}
    assert "Select what to add" in messages(editor.post(url(release, "drafts"), boxes))
    assert not release.items.exists()


def test_an_editor_adds_from_the_page_and_begins_a_release_on_the_way(
    editor: Client, page: SectionPage
) -> None:
    edit = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    put = f"/admin/releases/put/page/{page.pk}/"
    assert put in edit
    screen = editor.get(put)
    assert "There are no open releases yet" in words(screen)
    add = f"/admin/releases/new/?kind=page&id={page.pk}"
    assert add in screen.content.decode().replace("&amp;", "&")
    begun = editor.post(add, {"title": "Round two", "consultation": page.get_parent().pk})
    release = Release.objects.get()
    assert begun["Location"] == url(release)
    assert release.items.get().item == page.page_ptr
    again = editor.get(put, follow=True)
    assert "is already in this release" in messages(again)


@pytest.mark.parametrize("kind", ["area", "theme", "idea"])
def test_an_editor_adds_from_an_idea(editor: Client, kind: str) -> None:
    idea = IdeaFactory()
    item = {"area": idea.theme.area, "theme": idea.theme, "idea": idea}[kind]
    change(item)
    edit = editor.get(f"/admin/snippets/ideas/{kind}/edit/{item.pk}/").content.decode()
    put = f"/admin/releases/put/{kind}/{item.pk}/"
    assert put in edit
    release = begin(ConsultationPageFactory())
    editor.post(put, {"release": release.pk})
    assert release.items.get().item == item


def test_a_page_is_offered_releases_of_its_consultation_alone(
    editor: Client, page: SectionPage
) -> None:
    other = begin(ConsultationPageFactory(), "Not this one")
    put = f"/admin/releases/put/page/{page.pk}/"
    assert "Not this one" not in words(editor.get(put))
    editor.post(put, {"release": other.pk})
    assert not other.items.exists()


def test_the_release_page_says_what_is_ready_and_why_not(
    publisher: Client, page: SectionPage
) -> None:
    consultation = page.get_parent()
    titles = ["Sent back", "In review", "Changed since", "Locked", "Scheduled"]
    pages = {title: SectionPageFactory(parent=consultation, title=title) for title in titles}
    for each in pages.values():
        change(each)
    release = make_release(page, *pages.values())
    approve(page, comment="Well put")
    for title in ("Changed since", "Locked", "Scheduled"):
        approve(pages[title])
    send_back(pages["Sent back"], "Say it plainly")
    submit(pages["In review"])
    change(pages["Changed since"], by="Edgar")
    type(page).objects.filter(pk=pages["Locked"].pk).update(
        locked=True, locked_by=person("Lola"), locked_at=timezone.now()
    )
    scheduled = fresh(pages["Scheduled"]).latest_revision
    scheduled.approved_go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save()
    screen = words(publisher.get(url(release)))
    assert "5 of 6 are not ready. Nothing will be published until everything is ready." in screen
    assert f"As it will be Section, page {page.pk} Ready Approved" in screen
    assert "Rita," in screen
    assert "“Well put”" in screen
    assert "It was sent back" in screen
    assert "by Rita: “Say it plainly”" in screen
    assert "In review at “" in screen
    assert "Its newest draft is not approved. Send it for review again." in screen
    assert "It is locked by Lola." in screen
    assert "It has its own schedule to go live on" in screen
    html = publisher.get(url(release)).content.decode()
    latest = fresh(page).latest_revision_id
    assert f"/admin/pages/{page.pk}/revisions/compare/live...{latest}/" in html


def test_it_shows_what_changes_in_the_questions(publisher: Client, client: Client) -> None:
    page = SectionPageFactory(
        blocks=[feedback_form(question("short_text", "name", "What is your name?"))]
    )
    answer(client, page, name="Ada")
    body = [feedback_form(question("short_text", "name", "Who are you?"))]
    change(page, body=page._meta.get_field("body").stream_block.to_python(body))
    release = make_approved_release(page)
    screen = words(publisher.get(url(release)))
    assert "“Who are you?”" in screen
    assert "1 response was given to the earlier wording" in screen
    publisher.post(url(release, "release"))
    assert "“Who are you?”" in words(publisher.get(url(release)))


def test_a_publisher_releases_after_a_look(publisher: Client, page: SectionPage) -> None:
    release = make_approved_release(page)
    screen = words(publisher.get(url(release, "release")))
    assert "This will be public at once: As it will be (Section)" in screen
    done = publisher.post(url(release, "release"), follow=True)
    assert "“Second round” has been released and is live." in messages(done)
    assert fresh(page).title == "As it will be"
    assert "Released" in words(done)
    assert "Released" in words(done)
    twice = publisher.post(url(release, "release"), follow=True)
    assert "is already released" in messages(twice)


def test_one_that_is_not_ready_is_not_released(publisher: Client, page: SectionPage) -> None:
    release = make_release(page)
    screen = publisher.get(url(release, "release"))
    assert "You cannot release this yet, because 1 of 1 is not ready" in words(screen)
    refused = publisher.post(url(release, "release"), follow=True)
    assert "Nothing was published." in messages(refused)
    assert "“As it will be”: It has not been sent for review." in messages(refused)
    assert fresh(page).title == "As it was"


def test_a_publisher_schedules_by_the_portals_clock(publisher: Client, page: SectionPage) -> None:
    release = make_approved_release(page)
    with travel("2027-03-20 12:00"):
        publisher.force_login(make_user("Publisher", username="second"))
        done = publisher.post(
            url(release, "schedule"), {"planned_at": "2027-03-29 09:00"}, follow=True
        )
    release.refresh_from_db()
    assert release.state == ReleaseState.SCHEDULED
    # Summer time has begun the day before.
    assert release.planned_at.isoformat() == "2027-03-29T08:00:00+00:00"
    assert (
        "will be released on Monday 29 March 2027 at 9:00am, United Kingdom time (BST)."
        in messages(done)
    )
    form = publisher.get(url(release, "schedule")).content.decode()
    assert 'value="2027-03-29 09:00"' in form


def test_a_date_without_a_time_means_the_start_of_that_day(
    publisher: Client, page: SectionPage
) -> None:
    release = make_approved_release(page)
    said = "In United Kingdom time. A date without a time means the start of that day."
    assert said in words(publisher.get(url(release, "schedule")))
    publisher.post(url(release, "schedule"), {"planned_at": "2037-07-01"})
    release.refresh_from_db()
    assert release.planned_at.isoformat() == "2037-06-30T23:00:00+00:00"


def test_an_impossible_time_is_refused(publisher: Client, page: SectionPage) -> None:
    release = make_approved_release(page)
    for moment, sentence in (
        ("2020-01-01 09:00", "This time has passed."),
        ("2030-03-31 01:30", "The clocks change in that hour"),
        ("2030-10-27 01:30", "The clocks change in that hour"),
        ("soon", "Enter a valid date/time."),
        ("", "This field is required."),
    ):
        refused = publisher.post(url(release, "schedule"), {"planned_at": moment})
        assert sentence in words(refused), moment
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT


def test_an_account_with_another_zone_schedules_by_the_portals_clock(
    page: SectionPage,
) -> None:
    user = make_user("Publisher")
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(user)
    profile.current_time_zone = "America/New_York"
    profile.save()
    client = Client()
    client.force_login(user)
    release = make_approved_release(page)
    client.post(url(release, "schedule"), {"planned_at": "2037-07-01 09:00"})
    release.refresh_from_db()
    assert release.planned_at.isoformat() == "2037-07-01T08:00:00+00:00"
    assert 'value="2037-07-01 09:00"' in client.get(url(release, "schedule")).content.decode()


def test_rescheduling_unscheduling_and_cancelling(publisher: Client, page: SectionPage) -> None:
    release = make_approved_release(page)
    plan(release)
    later = timezone.now() + timedelta(days=2)
    publisher.post(url(release, "schedule"), {"planned_at": typed(later)})
    release.refresh_from_db()
    assert abs(release.planned_at - later) < timedelta(minutes=1)
    publisher.post(url(release, "schedule"), {"unschedule": "yes"})
    release.refresh_from_db()
    assert (release.state, release.planned_at) == (ReleaseState.DRAFT, None)
    assert "stays in the list as a record" in words(publisher.get(url(release, "cancel")))
    done = publisher.post(url(release, "cancel"), follow=True)
    assert "has been cancelled" in messages(done)
    release.refresh_from_db()
    assert (release.state, release.cancelled_by) == (ReleaseState.CANCELLED, "publisher")
    assert release.items.get().state == ReleaseItemState.LET_GO
    # What was let go can go into another one.
    assert make_release(page, title="Third round").items.exists()


def test_a_settled_release_stays_as_it_is(publisher: Client, page: SectionPage) -> None:
    release = make_approved_release(page)
    publisher.post(url(release, "cancel"))
    for address in (
        *(url(release, view) for view in ("drafts", "schedule", "release", "cancel")),
        f"/admin/releases/edit/{release.pk}/",
    ):
        for send in (publisher.get, publisher.post):
            assert "is already cancelled" in messages(send(address, follow=True))


def test_taking_something_out(editor: Client, page: SectionPage) -> None:
    release = make_release(page)
    member = release.items.get()
    done = editor.post(url(release, f"remove/{member.pk}"), follow=True)
    assert "“As it will be” is no longer in this release." in messages(done)
    assert not release.items.exists()
    assert editor.post(url(release, f"remove/{member.pk}")).status_code == 404


def test_an_editor_leaves_a_scheduled_release_alone(editor: Client, page: SectionPage) -> None:
    release = make_approved_release(page)
    plan(release)
    member = release.items.get()
    screen = words(editor.get(url(release)))
    assert "Now only publishers can change what is in it." in screen
    assert "Take out" not in screen
    editor.post(url(release, f"remove/{member.pk}"))
    editor.post(f"/admin/releases/edit/{release.pk}/", {"title": "Other", "note": ""})
    release.refresh_from_db()
    assert release.items.exists()
    assert release.title == "Second round"


def test_the_list_counts_and_filters(editor: Client, page: SectionPage) -> None:
    first = make_approved_release(page)
    idea = IdeaFactory(live=False)
    second = begin(ConsultationPageFactory(title="Another"), "Empty round")
    third = make_release(idea, title="Unready round", consultation=ConsultationPageFactory())
    rows = table(editor.get("/admin/releases/"))
    assert [row["Drafts"] for row in rows] == ["1", "0", "1"]
    only = words(editor.get(f"/admin/releases/?consultation={second.consultation_id}"))
    assert "Empty round" in only
    assert first.title not in only
    third.state = ReleaseState.CANCELLED
    third.save()
    assert "Unready round" in words(editor.get("/admin/releases/?state=cancelled"))
    assert "Unready round" not in words(editor.get("/admin/releases/?state=draft"))


def test_title_and_note_are_changed(editor: Client, page: SectionPage) -> None:
    release = make_release(page)
    editor.post(f"/admin/releases/edit/{release.pk}/", {"title": "Renamed", "note": "Look"})
    release.refresh_from_db()
    assert (release.title, release.note) == ("Renamed", "Look")


def test_a_failed_release_says_so_to_publishers(publisher: Client, page: SectionPage) -> None:
    from tests.releases.actions import publish_scheduled

    release = make_release(page)
    plan(release)
    with travel(timezone.now() + timedelta(hours=2)):
        publish_scheduled()
        publisher.force_login(person("Pat"))
        screen = words(publisher.get(url(release)))
        assert "Not released on" in screen
        assert "“As it will be”: It has not been sent for review." in screen
        assert "Not released" in words(publisher.get("/admin/releases/"))


def test_a_deleted_page_is_told_and_can_be_taken_out(publisher: Client, page: SectionPage) -> None:
    release = make_release(page)
    with on_purpose("Behind the admin’s back"):
        fresh(page).delete()
    screen = words(publisher.get(url(release)))
    assert "It has been deleted. Take it out of the release." in screen
    publisher.post(url(release, f"remove/{release.items.get().pk}"))
    assert not release.items.exists()


def test_the_log_has_everything_with_names(
    page: SectionPage, django_capture_on_commit_callbacks: Any
) -> None:
    publisher = Client()
    publisher.force_login(person("Paula", last_name="Prince"))
    publisher.post(
        "/admin/releases/new/", {"title": "Logged", "consultation": page.get_parent().pk}
    )
    release = Release.objects.get()
    put = f"/admin/releases/put/page/{page.pk}/"
    publisher.post(put, {"release": release.pk})
    publisher.post(url(release, f"remove/{release.items.get().pk}"))
    publisher.post(put, {"release": release.pk})
    publisher.post(url(release, "release"))
    for days in (1, 2):
        moment = typed(timezone.now() + timedelta(days=days))
        publisher.post(url(release, "schedule"), {"planned_at": moment})
    publisher.post(url(release, "schedule"), {"unschedule": "yes"})
    approve(page)
    publisher.post(url(release, "release"))
    actions = ModelLogEntry.objects.order_by("timestamp", "pk").values_list("action", flat=True)
    assert [action for action in actions if not action.startswith("wagtail.p")] == [
        "wagtail.create",
        "releases.add",
        "releases.remove",
        "releases.add",
        "releases.fail",
        "releases.schedule",
        "releases.reschedule",
        "releases.unschedule",
        "releases.release",
    ]
    history = words(publisher.get(f"/admin/releases/history/{release.pk}/"))
    for sentence in (
        "Added “As it will be” (Section)",
        "Took out “As it will be” (Section)",
        "Not released: nothing was published",
        "Scheduled for",
        "Rescheduled from",
        "United Kingdom time (",
        "No longer scheduled for",
        "Released “As it will be”",
        "Paula Prince",
    ):
        assert sentence in history, sentence
    administrator = sign_in("superuser")
    assert "Released “As it will be”" in words(administrator.get("/admin/reports/site-history/"))
