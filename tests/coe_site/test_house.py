"""The plan of the house holds: no package outside it, no host or machine in what is committed."""

import re
import tomllib
from pathlib import Path

from coe_site.settings import PORTAL_VERSION
from coe_site.settings.environment import KNOWN_VARIABLES

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_package_has_its_place_among_the_layers() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        config = tomllib.load(file)["tool"]["importlinter"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(config["root_packages"])


def test_every_variable_is_described() -> None:
    described = set(
        re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M)
    )
    assert set(KNOWN_VARIABLES) | {"DATABASE_URL"} <= described
    assert {name for name in described if name.startswith("PORTAL_")} <= set(KNOWN_VARIABLES)


def test_pins_are_exact_and_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "index" not in text.lower()
        for line in text.splitlines():
            if line and not line.startswith((" ", "#")):
                assert "==" in line, line


def test_the_version_is_the_newest_in_the_change_log() -> None:
    newest = re.search(r"^## \[?([^\]\s]+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert newest is not None
    assert newest[1] == PORTAL_VERSION
