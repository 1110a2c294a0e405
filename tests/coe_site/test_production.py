"""The portal as production runs it, in a process of its own."""

import os
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.processes import answers_at, free_port, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    # "DJANGO_": what the browser of other tests needs in this process, and production refuses.
    settings = ("PORTAL_", "DATABASE_", "DJANGO_")
    own = {k: v for k, v in os.environ.items() if not k.startswith(settings)}
    folder = tmp_path_factory.mktemp("production")
    return {
        **own,
        "PORTAL_ENVIRONMENT": "production",
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(64),
        "PORTAL_ALLOWED_HOSTS": "portal.example.org",
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "PORTAL_MEDIA_ROOT": str(folder / "media"),
    }


def run_python(environment: dict[str, str], code: str) -> str:
    """Run code that needs the settings alone, and return what it prints."""
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def manage(environment: dict[str, str], *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout + result.stderr


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config=python:coe_site.gunicorn",
        f"--bind=127.0.0.1:{port}",
        "coe_site.wsgi",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers_at(port), process, "gunicorn")
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process, 15)


@pytest.fixture(scope="module")
def address(production: dict[str, str]) -> Iterator[str]:
    with serving(production) as url:
        yield url


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object, **kwargs: object) -> None:
            return None

    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    try:
        response = opener.open(urllib.request.Request(url, headers=headers), timeout=20)
    except urllib.error.HTTPError as error:
        response = error
    return response.status, dict(response.headers), response.read()


def test_the_deployment_check_is_clean(production: dict[str, str]) -> None:
    assert "no issues" in manage(production, "check", "--deploy", "--fail-level", "WARNING")


def test_settings(production: dict[str, str]) -> None:
    code = """
from coe_site import settings
print(settings.DEBUG, settings.TASKS["default"]["BACKEND"], settings.SESSION_COOKIE_SECURE)
print(settings.DATABASES["default"]["ATOMIC_REQUESTS"])
"""
    shown = run_python(production, code).split()
    assert shown == ["False", "django_tasks_db.DatabaseBackend", "True", "False"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org:25", "smtp mail.example.org 25 '' '' False False"),
        ("smtp+tls://u:p%23@mail.example.org:587", "smtp mail.example.org 587 'u' 'p#' True False"),
        ("smtp+ssl://u:p@mail.example.org:465", "smtp mail.example.org 465 'u' 'p' False True"),
    ],
)
def test_mail_settings_follow_from_the_mail_url(
    production: dict[str, str], url: str, expected: str
) -> None:
    code = """
from coe_site import settings as s
print(s.EMAIL_BACKEND.split(".")[-2], s.EMAIL_HOST, s.EMAIL_PORT, end=" ")
print(repr(s.EMAIL_HOST_USER), repr(s.EMAIL_HOST_PASSWORD), s.EMAIL_USE_TLS, s.EMAIL_USE_SSL)
"""
    environment = production | {"PORTAL_EMAIL_URL": url}
    assert run_python(environment, code).strip() == expected


def test_static_files_with_names_that_change(production: dict[str, str], tmp_path: Path) -> None:
    """Every file that a stylesheet names is there, which the manifest insists on."""
    code = f"""
from django.core.management import call_command
from django.test import override_settings
from pathlib import Path
# To compress them all is WhiteNoise's, and takes most of the time.
uncompressed = ["css", "js", "json", "map", "svg", "txt"]
with override_settings(
    STATIC_ROOT=Path({str(tmp_path)!r}) / "static",
    WHITENOISE_SKIP_COMPRESS_EXTENSIONS=uncompressed,
):
    call_command("collectstatic", interactive=False, verbosity=0)
"""
    manage(production, "shell", "--no-imports", "-c", code)
    assert (tmp_path / "static" / "staticfiles.json").exists()


def test_serving(address: str) -> None:
    status, headers, body = fetch(f"{address}/health/")
    assert (status, body) == (200, b"ok\n")
    # Anyone else has to come by the right name and over TLS.
    assert fetch(f"{address}/admin/login/")[0] == 400
    name = {"Host": "portal.example.org"}
    status, headers, _ = fetch(f"{address}/admin/login/", **name)
    assert (status, headers["Location"]) == (301, "https://portal.example.org/admin/login/")
    # A header that claims TLS is not trusted, not even from the same machine.
    forwarded = name | {"X-Forwarded-Proto": "https"}
    assert fetch(f"{address}/admin/login/", **forwarded)[0] == 301


def test_serving_behind_a_proxy(production: dict[str, str]) -> None:
    with serving(production | {"PORTAL_TRUST_PROXY": "true"}) as url:
        forwarded = {"Host": "portal.example.org", "X-Forwarded-Proto": "https"}
        status, headers, _ = fetch(f"{url}/admin/", **forwarded)
        assert (status, headers["Location"]) == (302, "/admin/login/?next=/admin/")
        assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_sender_of_more_than_is_read_gets_an_answer(address: str) -> None:
    """Otherwise the connection is cut while the sender is still sending, and the answer is lost."""
    length = 8 * 1024 * 1024
    head = f"POST /health/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
    port = int(address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sender:
        sender.sendall(head.encode() + b"x" * length)
        assert sender.recv(100).startswith(b"HTTP/1.1 405 ")
