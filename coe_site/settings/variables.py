"""How one environment variable becomes a checked value, or a sentence that names it.

Values are taken literally. django-environ serves for its URL dialects alone: its own lookup
reads a value that begins with "$" as the name of another variable, which a generated secret may.
"""

import difflib
import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

HOST_PATTERN = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


class SettingsError(Exception):
    """A setting that must stop the start; its text is one sentence that names the variable."""


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Stop at a PORTAL_ variable that nobody reads: it is a mistyped name."""
    known = sorted(known)
    for name in sorted(set(names) - set(known)):
        if name.startswith("PORTAL_"):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "see .env.example for those there are."
            raise SettingsError(f"{name} is not a variable of the portal: {hint}")


class Variables:
    """The process environment, read value by value. An empty value counts as absent."""

    def __init__(self, source: Mapping[str, str]) -> None:
        self.source = {name: value.strip() for name, value in source.items() if value.strip()}

    def text(self, name: str, default: str = "") -> str:
        """Return the value as it stands."""
        return self.source.get(name, default)

    def required(self, name: str, purpose: str) -> str:
        """Return the value, or stop."""
        if name not in self.source:
            raise SettingsError(f"{name} is not set: production needs it for {purpose}.")
        return self.source[name]

    def choice(self, name: str, choices: Iterable[str], default: str) -> str:
        """Return one of a few words."""
        choices = tuple(choices)
        value = self.text(name, default)
        if value not in choices:
            raise SettingsError(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
        return value

    def integer(self, name: str, default: int, minimum: int, maximum: int) -> int:
        """Return a whole number within bounds."""
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value) or not minimum <= int(value) <= maximum:
            raise SettingsError(
                f"{name} must be a whole number from {minimum} to {maximum}, not {value!r}."
            )
        return int(value)

    def boolean(self, name: str) -> bool:
        """Return yes or no; absent means no."""
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        value = self.text(name, "false").lower()
        if value not in words:
            raise SettingsError(f"{name} must be true or false, not {value!r}.")
        return words[value]

    def hosts(self, name: str) -> tuple[str, ...]:
        """Return a comma-separated list of host names, without scheme, port or catch-all."""
        hosts = tuple(host.strip() for host in self.text(name).split(",") if host.strip())
        for host in hosts:
            if not HOST_PATTERN.fullmatch(host) and not _is_ipv6(host):
                raise SettingsError(
                    f"{name} must list host names such as portal.example.org, "
                    f"separated by commas, and {host!r} is not one."
                )
        return hosts

    def web_address(self, name: str, default: str = "") -> str:
        """Return an http(s) address without a trailing slash."""
        value = self.text(name, default)
        if value and not _is_web_address(value):
            raise SettingsError(
                f"{name} must be an address such as https://portal.example.org, not {value!r}."
            )
        return value.rstrip("/")

    def url(self, name: str, kind: str, schemes: Iterable[str], default: str = "") -> str:
        """Return a service URL with one of the given schemes. It may hold a password: not shown."""
        value = self.text(name, default)
        schemes = tuple(schemes)
        if value and value.split("://")[0] not in schemes:
            expected = ", ".join(f"{scheme}://" for scheme in schemes)
            raise SettingsError(f"{name} must be a {kind} URL that begins with {expected}.")
        return value

    def database(self, name: str, default: str = "") -> dict[str, Any]:
        """Return Django's settings for a PostgreSQL or SQLite URL."""
        value = self.url(name, "database", ("postgres", "postgresql", "sqlite"), default)
        try:
            config = dict(environ.Env.db_url_config(value))
        except (ValueError, ImproperlyConfigured) as error:
            raise SettingsError(f"{name} cannot be read as a database URL.") from error
        if not config.get("NAME"):
            raise SettingsError(f"{name} names no database.")
        return config

    def email(self, name: str, default: str) -> dict[str, Any]:
        """Return Django's EMAIL_ settings for a mail URL."""
        schemes = ("smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "dummymail")
        value = self.url(name, "mail", schemes, default)
        try:
            config = dict(environ.Env.email_url_config(value))
        except (ValueError, ImproperlyConfigured) as error:
            raise SettingsError(f"{name} cannot be read as a mail URL.") from error
        if value.startswith("smtp") and not config["EMAIL_HOST"]:
            raise SettingsError(f"{name} names no mail host.")
        return config

    def all_or_none(self, names: Iterable[str]) -> bool:
        """Return whether all are set; stop where only some are."""
        names = tuple(names)
        missing = [name for name in names if name not in self.source]
        if missing and len(missing) < len(names):
            present = next(name for name in names if name in self.source)
            raise SettingsError(
                f"{missing[0]} is not set although {present} is: they only work together."
            )
        return not missing


def _is_ipv6(host: str) -> bool:
    try:
        ipaddress.IPv6Address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_number
        and not (parts.query or parts.fragment or " " in value)
    )
