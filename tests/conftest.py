"""What every test gets: settings that are quick and leave nothing behind, and the services.

A test that needs a service skips where its program is missing; `make test` installs them all.
"""

import gc
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker
from wagtail.admin.ui.sidebar import BaseSidebarAdapter
from wagtail.blocks.base import BlockWidget

from coe_site.settings.environment import ENVIRONMENT
from tests.services.browser_tests import pytest_collection_modifyitems
from tests.services.chromium import chromium_browser, find_chromium
from tests.services.first_content import FirstContent
from tests.services.lazy_indexes import lazy_indexes
from tests.services.migrated import migrated_database
from tests.services.redis import find_redis, redis_server
from tests.services.remembered import known_content
from tests.services.rollback import rolled_back
from tests.services.s3 import S3Service, find_rclone, s3_service

__all__ = ["pytest_collection_modifyitems"]

# A folder for each run: several may go on at once, and none may meet another's database.
SCRATCH = Path(tempfile.mkdtemp(prefix="portal-tests-"))


def pytest_configure() -> None:
    """Adjust the development settings before anything has used them."""
    if ENVIRONMENT.is_production:
        pytest.exit("The tests run on development settings: unset PORTAL_ENVIRONMENT.", 4)
    settings.MEDIA_ROOT = SCRATCH / "media"
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, since threads of a test server would share one connection to memory.
        database["TEST"]["NAME"] = str(SCRATCH / "test.sqlite3")
    # A real hash takes long on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    """Remove the files that the tests made."""
    shutil.rmtree(SCRATCH, ignore_errors=True)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from what is loaded by now and stays.

    Walking all of it again and again takes a tenth of the time of a test.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Make a database, and in it what nearly every test wants: the front page and the roles."""
    from home.setup.site import ensure_front_page
    from tests.factories.people import ensure_roles

    database = ExitStack()
    with django_db_blocker.unblock():
        database.enter_context(migrated_database())
        ensure_front_page()
        ensure_roles()
        content = FirstContent.read()
    with pytest.MonkeyPatch.context() as patch:
        # In place of a flush, so that tests that commit may come before others.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: content.put_back())
        yield
    with django_db_blocker.unblock():
        database.close()


@pytest.fixture(scope="module")
def set_up_portal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Run the portal's set-up once for the tests of a module, none of which commits."""
    with django_db_blocker.unblock(), rolled_back("a portal that was set up"):
        call_command("setup_portal", verbosity=0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _pack_each_block_once() -> Iterator[None]:
    """Describe the blocks to the editor's scripts once, and not for each editor that is opened.

    It is the same each time, and two fifths of what opening a page's editor takes.
    """
    build = BlockWidget._build_block_json
    packed: dict[int, tuple[Any, str, Any]] = {}

    def build_once(widget: BlockWidget) -> None:
        key = id(widget.block_def)
        if key not in packed:
            build(widget)
            # The block too, so that no other one gets its id.
            packed[key] = (widget._js_context, widget._block_json, widget.block_def)
        widget._js_context, widget._block_json, _ = packed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BlockWidget, "_build_block_json", build_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _name_scripts_of_the_menu_once() -> Iterator[None]:
    """Name the scripts of the admin's menu once, and not for each entry of it on each screen.

    It is the same each time, and a sixth of what drawing a screen takes.
    """
    media = BaseSidebarAdapter().media
    drawn = media.render()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(media, "render", lambda: drawn)
        patch.setattr(BaseSidebarAdapter, "media", media)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Keep what one test cached from the next, Wagtail's list of sites above all."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _less_to_create(request: pytest.FixtureRequest) -> Iterator[None]:
    """Update no index that a test does not use, and copy what was created before.

    Only in tests that are rolled back.
    """
    if "_django_db_helper" in request.fixturenames:
        request.getfixturevalue("_django_db_helper")
    with ExitStack() as stack:
        if connection.in_atomic_block:
            stack.enter_context(lazy_indexes())
            stack.enter_context(known_content())
        yield


@pytest.fixture(autouse=True)
def _logger_levels() -> Iterator[None]:
    """Take back the levels that commands set for the whole process, such as a worker's."""
    loggers = [logging.getLogger(name) for name in ("django_tasks", "django_tasks_db", "wagtail")]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser; a test opens a context of its own in it."""
    if find_chromium() is None:
        pytest.skip("Chromium is not installed")
    with chromium_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Service]:
    """Return an S3 endpoint with one bucket. It works even when idle, so it ends early."""
    if find_rclone() is None:
        pytest.skip("rclone is not installed")
    with s3_service() as service:
        yield service


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Return the address of a running Redis."""
    if find_redis() is None:
        pytest.skip("redis-server is not installed")
    with redis_server() as url:
        yield url


@pytest.fixture
def brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put every text into brackets where the language is Welsh."""
    functions: Any = translation._trans  # type: ignore[attr-defined]
    english = functions.gettext
    monkeypatch.setattr(
        functions,
        "gettext",
        lambda text: f"[{text}]" if translation.get_language() == "cy" and text else english(text),
    )
