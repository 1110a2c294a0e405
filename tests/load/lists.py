"""The lists of responses, each address at 10,000 responses and at many more, side by side."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import localdate
from wagtail.models import Page

from consultation.responses.models import Response
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    question,
)
from tests.load.generate import generate_responses
from tests.load.measure import side_by_side
from tests.load.stock import stock_view

SMALL = 10_000
PER_PAGE = 20
PER_PAGE_OF_ALL = 50


def _asking(consultation: Page) -> tuple[Page, str, str]:
    """Return a page that also asks about two ideas, with the keys of idea and theme."""
    theme = ThemeFactory()
    ideas = [IdeaFactory(theme=theme) for _ in range(2)]
    scoring = question("idea_scoring", "scores", "Scores", ideas=[idea.pk for idea in ideas])
    usual = [
        question("short_text", "summary"),
        question("long_text", "details"),
        question("role", "role"),
        question("reflection", "reflection"),
        question("email", "email"),
    ]
    page = SectionPageFactory(parent=consultation, blocks=[feedback_form(*usual, scoring)])
    return page, ideas[0].code, theme.row_key


def _addresses(page: Page, idea: str, theme: str, count: int) -> dict[str, str]:
    """Return what is asked of either list, by name."""
    of_page, of_all = f"/admin/forms/submissions/{page.pk}/", "/admin/all-responses/"
    found = {}
    for name, address, per_page in (
        ("one page", of_page, PER_PAGE),
        ("all", of_all, PER_PAGE_OF_ALL),
    ):
        for title, query in (
            ("first screen", ""),
            ("middle screen", f"p={count // per_page // 2}"),
            ("in quarantine", "status=quarantined"),
            ("counted", "status=counted"),
            ("one role", "role=Local resident"),
            ("one reflection", "reflection=I support this"),
            ("one idea", f"idea={idea}"),
            ("one theme", f"theme={theme}"),
            ("free text", "has_text=1"),
            ("one day", f"submit_time_from={localdate()}"),
            ("a frequent word", "q=rural"),
            ("a rare word", "q=person77@"),
        ):
            found[f"{name}: {title}"] = f"{address}?{query}"
    found["all: one page"] = f"{of_all}?page={page.pk}"
    return found


def uncached(ask: Callable[[], object]) -> Callable[[], object]:
    """Return the same question, asked with nothing in the cache."""

    def call() -> object:
        cache.clear()
        return ask()

    return call


def measure_lists(count: int) -> None:
    """Measure the lists at 10,000 responses and at `count`, and print both with their ratio."""
    page, idea, theme = _asking(ConsultationPageFactory())
    user = get_user_model()._default_manager.create_superuser("reader", password="bench")  # type: ignore[attr-defined]
    client = Client()
    client.force_login(user)

    def measured(number: int) -> dict[str, float]:
        generate_responses(page, number - Response.objects.filter(page=page).count(), seed=number)

        def asking(address: str) -> Callable[[], object]:
            return lambda: client.get(address)

        ours = {name: asking(url) for name, url in _addresses(page, idea, theme, number).items()}
        middle = number // PER_PAGE // 2
        stock = {
            "stock Wagtail: first screen": stock_view(page, user, ""),
            "stock Wagtail: middle screen": stock_view(page, user, f"p={middle}"),
        }
        # The first reader after a new response waits for the count. Measured
        # apart, since what the others kept is gone then.
        first = {f"{name}, first to ask": uncached(ask) for name, ask in ours.items()}
        return side_by_side(ours | stock, rounds=5) | side_by_side(first, rounds=5)

    small, large = measured(min(SMALL, count)), measured(count)
    print(f"\nLists of {min(SMALL, count):,} and of {count:,} responses")
    for name, seconds in small.items():
        ratio = large[name] / seconds
        print(
            f"  {name:<39} {seconds * 1000:8.1f} ms {large[name] * 1000:9.1f} ms   {ratio:6.2f} x"
        )
    call_command("check_ledger")
