"""A bad environment ends every way of starting: one sentence, code 1, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MANAGE = [sys.executable, "manage.py", "check"]
WSGI = [sys.executable, "-c", "import coe_site.wsgi"]
GUNICORN = [
    sys.executable,
    "-m",
    "gunicorn",
    "--config=python:coe_site.gunicorn",
    "--bind=127.0.0.1:0",
    "coe_site.wsgi",
]


def start(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "DATABASE_"))}
    return subprocess.run(
        command, cwd=ROOT, env={**own, **variables}, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("command", [MANAGE, WSGI, GUNICORN], ids=["manage", "wsgi", "gunicorn"])
@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("PORTAL_SECRET_KEY", {"PORTAL_ENVIRONMENT": "production"}),
        (
            "PORTAL_MINIMUM_SECONDS",
            {"PORTAL_ENVIRONMENT": "development", "PORTAL_MINIMUM_SECONDS": "soon"},
        ),
    ],
)
def test_one_sentence(command: list[str], name: str, variables: dict[str, str]) -> None:
    result = start(command, **variables)
    assert result.returncode == 1
    lines = result.stderr.strip().splitlines()
    told = [line for line in lines if line.startswith(name)]
    assert len(told) == 1
    assert "Traceback" not in result.stderr
    if command is not GUNICORN:
        assert lines == told


def test_a_server_is_in_production_unless_told_otherwise() -> None:
    assert start(WSGI).stderr.startswith("PORTAL_SECRET_KEY is not set")


def test_the_command_line_is_in_development_unless_told_otherwise() -> None:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c"]
    code = "from coe_site.settings.environment import ENVIRONMENT; print(ENVIRONMENT.is_production)"
    assert start([*command, code]).stdout.strip() == "False"


@pytest.mark.parametrize(
    ("variables", "shown"), [({}, "False"), ({"PORTAL_DEBUG": "true"}, "True")]
)
def test_tracebacks_are_shown_only_to_those_who_ask_for_them(
    variables: dict[str, str], shown: str
) -> None:
    code = "from coe_site import settings; print(settings.DEBUG)"
    assert start([sys.executable, "-c", code], **variables).stdout.strip() == shown
