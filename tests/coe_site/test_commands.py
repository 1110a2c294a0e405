"""What `make test` and a failed browser test do: nothing is left out, nothing is hidden."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# A suite of its own, with the rules of ours and a browser that is none.
CONFTEST = """
import pytest
from tests.services.browser_tests import pytest_collection_modifyitems

@pytest.fixture
def chromium():
    return None
"""
# Its own suite needs neither Django nor the plugins that take seconds to start.
PYTEST = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
PYTEST += ["-o", "DJANGO_SETTINGS_MODULE=", "-p", "no:schemathesis", "-p", "no:faker"]
PYTEST += ["-p", "no:cacheprovider"]
TESTS = """
from pathlib import Path

def second_try(name: str) -> bool:
    tries = Path(__file__).with_name(name)
    with tries.open("a") as file:
        file.write(".")
    return len(tries.read_text()) > 1

def test_in_the_browser(chromium):
    assert second_try("browser"), "the chooser was not open"

def test_without_a_browser():
    assert second_try("plain"), "two and two are five"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a folder with our Makefile, in which everything is installed and every tool passes."""
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).touch()
    for name in (".venv/bin/python", ".venv/bin/pytest", ".ci/need"):
        write_tool(tmp_path / name, 0)
    for name in (".venv/.installed", ".venv/.installed-dev"):
        (tmp_path / name).touch()
    return tmp_path


def write_tool(path: Path, code: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho $0 $@\nexit {code}\n")
    path.chmod(0o755)


def make_test(folder: Path) -> subprocess.CompletedProcess[str]:
    # The make that may have started us hands its own settings down.
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", "test"], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("sqlite", "postgres"), [(0, 0), (1, 0), (0, 1), (1, 1)], ids=lambda code: str(code)
)
def test_both_databases_are_tried_and_told_whatever_the_first_finds(
    house: Path, sqlite: int, postgres: int
) -> None:
    write_tool(house / ".venv/bin/pytest", sqlite)
    # The part on PostgreSQL starts the server from Python.
    write_tool(house / ".venv/bin/python", postgres)
    done = make_test(house)
    assert "tests.services.postgres" in done.stdout
    told = ["passed", "FAILED"]
    assert done.stdout.splitlines()[-2:] == [
        f"sqlite: {told[sqlite]}",
        f"postgres: {told[postgres]}",
    ]
    assert bool(done.returncode) == bool(sqlite or postgres)


@pytest.fixture
def suite(tmp_path: Path) -> str:
    """Return a suite with one browser test and one other test. Each passes at its second try."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_two.py").write_text(TESTS)
    return str(tmp_path / "test_two.py")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    # pytest-django tells its own children which settings to load.
    environment = {
        name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    }
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_a_browser_test_alone_gets_a_second_try_and_both_results_are_reported(suite: str) -> None:
    done = run(*PYTEST, suite)
    told = [line.partition(" - ")[0] for line in done.stdout.splitlines()]
    assert [line.rpartition("::")[2] for line in told if line.startswith("RERUN ")] == [
        "test_in_the_browser"
    ]
    assert [line.rpartition("::")[2] for line in told if line.startswith("FAILED ")] == [
        "test_without_a_browser"
    ]
    assert "1 failed, 1 passed, 1 rerun" in done.stdout
    assert "the chooser was not open" in done.stdout
    assert done.returncode == 1


def test_the_rounds_of_the_browser_tests_are_reported_one_by_one(suite: str) -> None:
    """The first round fails, since no test gets a second try there; the second one passes."""
    rounds = [sys.executable, "-m", "tests.browser.rounds", "2", "1", "--"]
    done = run(*rounds, *PYTEST, "-k", "in_the_browser", suite)
    first, second = done.stdout.splitlines()[-2:]
    assert first.startswith("Round 1: FAILED")
    assert "1 failed" in first
    assert second.startswith("Round 2: passed")
    assert "1 passed" in second
    assert done.returncode == 1
