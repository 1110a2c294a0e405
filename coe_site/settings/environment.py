"""The one place that reads environment variables; .env.example describes each of them."""

import difflib
import os
import re
import sys
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import dj_database_url
from pydantic import (
    AnyUrl,
    BeforeValidator,
    Field,
    HttpUrl,
    UrlConstraints,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# What the running portal writes on this machine: database and files in development.
VAR_DIR = BASE_DIR / "var"
# The texts are written in British English. All other languages have a catalogue here.
SOURCE_LANGUAGE = "en-gb"
LOCALE_DIR = BASE_DIR / "coe_site/locale"

DATABASE_URL = "DATABASE_URL"
PREFIX = "PORTAL_"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
HOST_PATTERN = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[?[0-9a-f:]+\]?", re.IGNORECASE)
MAIL_BACKENDS = {
    "smtp": "smtp",
    "smtp+tls": "smtp",
    "smtp+ssl": "smtp",
    "consolemail": "console",
    "filemail": "filebased",
    "dummymail": "dummy",
}


class SettingsError(Exception):
    """A setting that must stop the start; its text is one sentence that names the variable."""


def _words(value: str) -> tuple[str, ...]:
    return tuple(re.split(r"[,\s]+", value.strip(", ")))


def _hosts(value: str) -> tuple[str, ...]:
    hosts = _words(value)
    for host in hosts:
        if not HOST_PATTERN.fullmatch(host):
            raise ValueError(
                "must list host names such as portal.example.org, separated by commas, "
                f"and {host!r} is not one"
            )
    return hosts


def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that the portal speaks."""
    folders = (catalogue.parts[-3] for catalogue in LOCALE_DIR.glob("*/LC_MESSAGES/django.mo"))
    return (SOURCE_LANGUAGE, *sorted(name.replace("_", "-").lower() for name in folders))


def _languages(value: str) -> tuple[str, ...]:
    known, languages = known_languages(), _words(value.lower())
    for language in languages:
        if language not in known:
            raise ValueError(
                f"must list languages of the portal ({', '.join(known)}), separated by commas, "
                f"and {language!r} is not one"
            )
    if len(set(languages)) < len(languages):
        raise ValueError("must list each language once")
    return languages


def _database(url: str) -> dict[str, Any]:
    try:
        database = dict(dj_database_url.parse(url))
    except (ValueError, TypeError):
        database = {}
    if not database.get("NAME") or not url.startswith(("postgres", "sqlite")):
        # Without its text, which holds a password.
        raise ValueError("must be a URL of a PostgreSQL or SQLite database, and name the database")
    return database


# What is secret stays out of the printed form.
Secret = Annotated[str, Field(repr=False)]
Secrets = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words), Field(repr=False)]
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hosts)]
Languages = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_languages)]
Database = Annotated[
    dict[str, Any],
    NoDecode,
    BeforeValidator(_database),
    Field(validation_alias=DATABASE_URL, repr=False),
]
CacheUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["redis", "rediss", "unix"])]
MailUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=[*MAIL_BACKENDS])]


class Environment(BaseSettings):
    """All settings from the environment. The defaults are those of development."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, str_strip_whitespace=True, validate_default=False
    )

    environment: Literal["development", "production"] = "development"
    debug: bool = False
    secret_key: Secret = "django-insecure-for-development-only"  # noqa: S105
    secret_key_fallbacks: Secrets = ()
    allowed_hosts: Hosts = LOCAL_HOSTS
    base_url: HttpUrl = HttpUrl("http://127.0.0.1:8000")
    # The first is that of the portal.
    languages: Languages = (SOURCE_LANGUAGE,)
    database: Database = _database(f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    cache_url: Annotated[CacheUrl | None, Field(repr=False)] = None
    email_url: Annotated[MailUrl, Field(repr=False)] = AnyUrl("consolemail://")
    default_from_email: str = ""
    s3_bucket: str = ""
    s3_access_key_id: str = ""
    s3_secret_access_key: Secret = ""
    s3_endpoint_url: HttpUrl | None = None
    s3_region: str = ""
    media_root: Path = VAR_DIR / "media"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    minimum_seconds: Annotated[int, Field(ge=0, le=3600)] = 2
    page_cache_seconds: Annotated[int, Field(ge=0, le=86400)] = 60
    trust_proxy: bool = False

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def origin(self) -> str:
        """The portal's own address without a path, as "https://portal.example.org"."""
        return str(self.base_url).rstrip("/")

    @property
    def has_tls(self) -> bool:
        return self.base_url.scheme == "https"

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Drop what is blank, and fill in what production has in place of the defaults."""
        given = {name: value for name, value in values.items() if str(value).strip()}
        if given.get("environment") == "production":
            host = _words(given.get("allowed_hosts", "localhost"))[0].lstrip(".")
            given = {"base_url": f"https://{host}", "email_url": "smtp://localhost:25"} | given
        return given

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what does not go together."""
        self.default_from_email = self.default_from_email or f"portal@{self.base_url.host}"
        self.media_root = self.media_root.absolute()
        for fault in self._faults():
            raise SettingsError(fault)
        return self

    def _faults(self) -> Iterator[str]:
        if self.is_production:
            yield from self._production_faults()
        url = self.base_url
        if (url.path, url.query, url.fragment, url.username) != ("/", None, None, None):
            yield (
                "PORTAL_BASE_URL must be a scheme and a host, with a port if needed, such as "
                "https://portal.example.org, without a path, query or fragment."
            )
        if self.email_url.scheme.startswith("smtp") and not self.email_url.host:
            yield "PORTAL_EMAIL_URL must name a mail host."
        address = parseaddr(self.default_from_email)[1]
        if not re.fullmatch("[!-~]+@[!-~]+", address) or not self.default_from_email.isprintable():
            yield (
                "PORTAL_DEFAULT_FROM_EMAIL must be an email address in ASCII letters, "
                "since few mail servers take others."
            )
        given = sorted(name for name in self.model_fields_set if name.startswith("s3_"))
        for name in ("s3_bucket", "s3_access_key_id", "s3_secret_access_key"):
            if given and name not in given:
                yield f"{_variable(name)} is not set although {_variable(given[0])} is."

    def _production_faults(self) -> Iterator[str]:
        for name, purpose in (
            ("secret_key", "signing sessions and forms"),
            ("allowed_hosts", "knowing the hosts it answers to"),
            ("database", "storing pages and responses"),
        ):
            if name not in self.model_fields_set:
                yield f"{_variable(name)} is not set: production needs it for {purpose}."
        is_random = len(self.secret_key) >= 50 and len(set(self.secret_key)) >= 5
        if not is_random or self.secret_key.startswith("django-insecure"):
            yield "PORTAL_SECRET_KEY is too weak: production needs at least 50 random characters."
        if self.database["NAME"] == ":memory:":
            yield f"{DATABASE_URL} names a database in memory, which forgets everything."
        if self.debug:
            yield "PORTAL_DEBUG must not be true in production: errors would show personal data."
        if not self.has_tls and self.base_url.host not in LOCAL_HOSTS:
            yield "PORTAL_BASE_URL must begin with https:// in production."


def _variable(field: str) -> str:
    return DATABASE_URL if field in ("database", DATABASE_URL) else f"{PREFIX}{field}".upper()


KNOWN_VARIABLES = tuple(map(_variable, Environment.model_fields))


def read_environment() -> Environment:
    """Return this process's environment, or raise a SettingsError at the first fault."""
    given = {name for name in os.environ if name.startswith(PREFIX)}
    for name in sorted(given - set(KNOWN_VARIABLES)):
        near = difflib.get_close_matches(name, KNOWN_VARIABLES, n=1)
        hint = f"did you mean {near[0]}?" if near else "see .env.example for all variables."
        raise SettingsError(f"{name} is not a variable of the portal: {hint}")
    try:
        return Environment()
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] != "value_error":
            message = f"is not valid: {message}"
        # Without the cause, whose text shows the value.
        raise SettingsError(f"{_variable(str(fault['loc'][0]))} {message}.") from None


try:
    ENVIRONMENT = read_environment()
except SettingsError as fault:
    sys.exit(str(fault))
