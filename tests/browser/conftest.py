"""A browser at a running portal, watched all the while."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consultation.importing.archive.manifest import MANIFEST, PAGES
from consultation.importing.sites.services import import_site
from consultation.pages.models import SectionPage
from consultation.responses.models import Response, Source
from home.demo.services import SITE
from tests.browser.complaints import Watch
from tests.browser.content import made_once
from tests.factories import ConsultationPageFactory

DEMO_PAGE = "possible-mechanisms-for-change"
# On a busy machine a page can take its time.
PATIENCE = 30_000

expect.set_options(timeout=PATIENCE)

OpenBrowser = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def _static_files_stay() -> Iterator[None]:
    """Let browsers keep scripts and styles; else they ask for each of them on each screen."""
    serve = StaticFilesHandler.serve

    def serve_for_good(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = serve(handler, request)
        response["Cache-Control"] = "max-age=3600"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_for_good)
        yield


@pytest.fixture(autouse=True)
def _no_minimum_time(settings: Any) -> None:
    """Let a browser be as quick as it is: quarantine is tested elsewhere."""
    settings.PORTAL_MINIMUM_SECONDS = 0


@pytest.fixture
def watch(live_server: Any, settings: Any) -> Watch:
    """Return the list of what the browser complained about."""
    # Links that people are given lead to where the portal runs.
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    return Watch(live_server.url)


@pytest.fixture
def open_browser(chromium: Browser, live_server: Any, watch: Watch) -> Iterator[OpenBrowser]:
    """Return a function that opens a new visitor's browser, without any cookie.

    Args of that function: the window's width and height, and options of Playwright's context.
    """
    contexts: list[BrowserContext] = []

    def open_one(width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            # Else a page glides to what has the focus, and is on its way when it is looked at.
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def demo_page(live_server: Any) -> SectionPage:
    """Return the demonstration's page with the form, without the rest, which takes long."""
    page: SectionPage = made_once(_import_demo_page)
    return page


def _import_demo_page() -> SectionPage:
    consultation = ConsultationPageFactory()
    pages = json.loads((SITE / PAGES).read_text("utf-8"))["pages"]
    (page,) = (each for each in pages if each["slug"] == DEMO_PAGE)
    with TemporaryDirectory() as folder:
        Path(folder, "data").mkdir()
        shutil.copy(SITE / MANIFEST, Path(folder, MANIFEST))
        Path(folder, PAGES).write_text(json.dumps({"pages": [page | {"parent": ""}]}), "utf-8")
        import_site(Path(folder), parent=consultation, publish=True)
    return SectionPage.objects.child_of(consultation).get()


def sent_response() -> Response:
    """Return the one response that was sent; the demonstration has made-up ones besides."""
    return Response.objects.exclude(source=Source.EXAMPLE).get()
