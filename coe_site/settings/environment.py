"""The one place that reads environment variables; .env.example describes each of them."""

import difflib
import ipaddress
import os
import re
import sys
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# What the running portal writes on this machine: database and files in development.
VAR_DIR = BASE_DIR / "var"

DATABASE_URL = "DATABASE_URL"
PREFIX = "PORTAL_"
DEVELOPMENT_SECRET_KEY = "django-insecure-for-development-only-never-for-a-real-portal"  # noqa: S105
SECRET_KEY_MINIMUM_LENGTH = 50
SECRET_KEY_MINIMUM_UNIQUE_CHARACTERS = 5
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
HOST_PATTERN = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
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


def _split(value: Any) -> Any:
    return tuple(re.split(r"[,\s]+", value.strip(", "))) if isinstance(value, str) else value


def _host(value: str) -> str:
    try:
        ipaddress.IPv6Address(value.removeprefix("[").removesuffix("]"))
    except ValueError:
        if not HOST_PATTERN.fullmatch(value):
            raise ValueError(
                "must list host names such as portal.example.org, separated by commas, "
                f"and {value!r} is not one"
            ) from None
    return value


def _url_parts(value: str) -> SplitResult | None:
    """Return the parts of a URL with a host and a usable port, or None."""
    try:
        parts = urlsplit(value)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _web_address(value: str) -> str:
    parts = _url_parts(value)
    if not parts or parts.scheme not in ("http", "https") or re.search("[?# ]", value):
        raise ValueError(f"must be an address such as https://portal.example.org, not {value!r}")
    return value.rstrip("/")


def _own_address(value: str) -> str:
    """Check the portal's own address: its site has no other path than "/"."""
    parts = urlsplit(_web_address(value))
    if parts.path or "@" in parts.netloc:
        raise ValueError(
            "must be a scheme and a host, with a port if needed, such as "
            f"https://portal.example.org, without a path, query or fragment, not {value!r}"
        )
    return f"{parts.scheme}://{parts.netloc}"


def _service_url(kind: str, *schemes: str) -> AfterValidator:
    """Check the scheme of a URL. It may hold a password, so the message does not show it."""

    def check(value: str) -> str:
        if value.split("://")[0] not in schemes:
            expected = ", ".join(f"{scheme}://" for scheme in schemes)
            raise ValueError(f"must be a {kind} URL that begins with {expected}")
        return value

    return AfterValidator(check)


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Hosts = Annotated[
    tuple[Annotated[str, AfterValidator(_host)], ...], NoDecode, BeforeValidator(_split)
]
WebAddress = Annotated[str, AfterValidator(_web_address)]
OwnAddress = Annotated[str, AfterValidator(_own_address)]
DatabaseUrl = Annotated[str, _service_url("database", "postgres", "postgresql", "sqlite")]
CacheUrl = Annotated[str, _service_url("cache", "redis", "rediss", "unix")]
MailUrl = Annotated[str, _service_url("mail", *MAIL_BACKENDS)]


class Environment(BaseSettings):
    """Everything the portal is told from outside; what is empty has a default or is absent.

    Secrets stay out of its printed form.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, str_strip_whitespace=True, validate_default=False
    )

    environment: Literal["development", "production"] = "development"
    debug: bool = False
    secret_key: str = Field(default="", repr=False)
    secret_key_fallbacks: Words = Field(default=(), repr=False)
    allowed_hosts: Hosts = ()
    base_url: OwnAddress = ""
    database_url: DatabaseUrl = Field(default="", validation_alias=DATABASE_URL, repr=False)
    cache_url: CacheUrl = Field(default="", repr=False)
    email_url: MailUrl = Field(default="", repr=False)
    default_from_email: str = ""
    s3_bucket: str = ""
    s3_access_key_id: str = ""
    s3_secret_access_key: str = Field(default="", repr=False)
    s3_endpoint_url: WebAddress = ""
    s3_region: str = ""
    media_root: Path = VAR_DIR / "media"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    minimum_seconds: int = Field(default=2, ge=0, le=3600)
    page_cache_seconds: int = Field(default=60, ge=0, le=86400)
    trust_proxy: bool = False

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def has_tls(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def database(self) -> dict[str, Any]:
        return dict(dj_database_url.parse(self.database_url))

    @model_validator(mode="before")
    @classmethod
    def _drop_blank(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if str(value).strip()}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Fill in what follows from other values, and refuse what does not go together."""
        own, mail = "http://127.0.0.1:8000", "consolemail://"
        if self.is_production:
            own = f"https://{next(iter(self.allowed_hosts), '').lstrip('.')}"
            mail = "smtp://localhost:25"
        else:
            self.secret_key = self.secret_key or DEVELOPMENT_SECRET_KEY
            self.allowed_hosts = self.allowed_hosts or LOCAL_HOSTS
            self.database_url = self.database_url or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
        self.base_url = self.base_url or own
        self.email_url = self.email_url or mail
        sender = self.default_from_email or f"portal@{urlsplit(self.base_url).hostname}"
        self.default_from_email = sender
        self.media_root = self.media_root.absolute()
        for fault in self._faults():
            raise SettingsError(fault)
        return self

    def _faults(self) -> Iterator[str]:
        if self.is_production:
            yield from self._production_faults()
        try:
            name = self.database.get("NAME")
            if not name:
                yield f"{DATABASE_URL} names no database."
            if self.is_production and name == ":memory:":
                yield f"{DATABASE_URL} names a database in memory, which forgets everything."
        except (ValueError, TypeError):
            yield f"{DATABASE_URL} cannot be read as a database URL."
        if self.email_url.startswith("smtp") and not _url_parts(self.email_url):
            yield "PORTAL_EMAIL_URL must name a mail host, and a port if it has one."
        if "@" not in self.default_from_email or "\n" in self.default_from_email:
            yield "PORTAL_DEFAULT_FROM_EMAIL must be an email address."
        if not parseaddr(self.default_from_email)[1].isascii():
            yield (
                "PORTAL_DEFAULT_FROM_EMAIL must have ASCII letters alone in its address, "
                "since few mail servers take others."
            )
        yield from self._s3_faults()

    def _s3_faults(self) -> Iterator[str]:
        needed = ("s3_bucket", "s3_access_key_id", "s3_secret_access_key")
        given = [_variable(name) for name in needed if getattr(self, name)]
        for missing in (_variable(name) for name in needed if given and not getattr(self, name)):
            yield f"{missing} is not set although {given[0]} is: they only work together."
        for name in ("s3_endpoint_url", "s3_region"):
            if getattr(self, name) and not given:
                yield f"{_variable(name)} is set, but PORTAL_S3_BUCKET is not."

    def _production_faults(self) -> Iterator[str]:
        for variable, value, purpose in (
            ("PORTAL_SECRET_KEY", self.secret_key, "signing sessions and forms"),
            ("PORTAL_ALLOWED_HOSTS", self.allowed_hosts, "knowing the hosts it answers to"),
            (DATABASE_URL, self.database_url, "storing pages and responses"),
        ):
            if not value:
                yield f"{variable} is not set: production needs it for {purpose}."
        if (
            len(self.secret_key) < SECRET_KEY_MINIMUM_LENGTH
            or len(set(self.secret_key)) < SECRET_KEY_MINIMUM_UNIQUE_CHARACTERS
            or self.secret_key.startswith("django-insecure")
        ):
            yield (
                "PORTAL_SECRET_KEY is too weak: "
                f"production needs at least {SECRET_KEY_MINIMUM_LENGTH} random characters."
            )
        if self.debug:
            yield (
                "PORTAL_DEBUG must not be true in production: error pages would show personal data."
            )
        if not self.has_tls and urlsplit(self.base_url).hostname not in LOCAL_HOSTS:
            yield "PORTAL_BASE_URL must begin with https:// in production."


def _variable(field: str) -> str:
    return DATABASE_URL if field in ("database_url", DATABASE_URL) else f"{PREFIX}{field}".upper()


KNOWN_VARIABLES = tuple(map(_variable, Environment.model_fields))


def read_environment() -> Environment:
    """Return this process's environment.

    Raises:
        SettingsError: at the first fault. A PORTAL_ variable that is not known is a mistyped name.
    """
    given = {name for name in os.environ if name.startswith(PREFIX)}
    for name in sorted(given - set(KNOWN_VARIABLES)):
        near = difflib.get_close_matches(name, KNOWN_VARIABLES, n=1)
        hint = f"did you mean {near[0]}?" if near else "see .env.example for those there are."
        raise SettingsError(f"{name} is not a variable of the portal: {hint}")
    try:
        return Environment()
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        message = fault["msg"]
        if fault["type"] == "value_error":
            message = message.removeprefix("Value error, ")
        else:
            message = f"is not valid: {message[0].lower()}{message[1:]}"
        # Without the cause, whose text shows the value.
        raise SettingsError(f"{_variable(str(fault['loc'][0]))} {message}.") from None


try:
    ENVIRONMENT = read_environment()
except SettingsError as fault:
    sys.exit(str(fault))
