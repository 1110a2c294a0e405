"""The one place that reads environment variables.

Every other settings file takes its values from ENVIRONMENT. .env.example describes each variable.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from coe_site.settings.variables import SettingsError, Variables, refuse_unknown

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# What the running portal writes on this machine: database and files in development.
VAR_DIR = BASE_DIR / "var"

DEVELOPMENT_SECRET_KEY = "django-insecure-for-development-only-never-for-a-real-portal"  # noqa: S105
SECRET_KEY_MINIMUM_LENGTH = 50
SECRET_KEY_MINIMUM_UNIQUE_CHARACTERS = 5
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

S3_VARIABLES = ("PORTAL_S3_BUCKET", "PORTAL_S3_ACCESS_KEY_ID", "PORTAL_S3_SECRET_ACCESS_KEY")
KNOWN_VARIABLES = (
    "PORTAL_ENVIRONMENT",
    "PORTAL_DEBUG",
    "PORTAL_SECRET_KEY",
    "PORTAL_SECRET_KEY_FALLBACKS",
    "PORTAL_ALLOWED_HOSTS",
    "PORTAL_BASE_URL",
    "PORTAL_CACHE_URL",
    "PORTAL_EMAIL_URL",
    "PORTAL_DEFAULT_FROM_EMAIL",
    *S3_VARIABLES,
    "PORTAL_S3_ENDPOINT_URL",
    "PORTAL_S3_REGION",
    "PORTAL_MEDIA_ROOT",
    "PORTAL_LOG_LEVEL",
    "PORTAL_MINIMUM_SECONDS",
    "PORTAL_PAGE_CACHE_SECONDS",
    "PORTAL_TRUST_PROXY",
)


@dataclass(frozen=True)
class S3:
    """Where uploaded files are kept, when not on this machine."""

    bucket: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    endpoint_url: str
    region: str


@dataclass(frozen=True)
class Environment:
    """Everything the portal is told from outside. Secrets stay out of its printed form."""

    is_production: bool
    debug: bool
    secret_key: str = field(repr=False)
    old_secret_keys: tuple[str, ...] = field(repr=False)
    allowed_hosts: tuple[str, ...]
    base_url: str
    database: dict[str, Any] = field(repr=False)
    cache_url: str = field(repr=False)
    email: dict[str, Any] = field(repr=False)
    default_from_email: str
    s3: S3 | None
    media_root: Path
    log_level: str
    minimum_seconds: int
    page_cache_seconds: int
    trust_proxy: bool

    @property
    def has_tls(self) -> bool:
        """Whether the portal is reached by https, which its own address tells."""
        return self.base_url.startswith("https://")


def read_environment(source: Mapping[str, str]) -> Environment:
    """Check the whole environment, or raise SettingsError at the first fault."""
    refuse_unknown(source, KNOWN_VARIABLES)
    variables = Variables(source)
    is_production = (
        variables.choice("PORTAL_ENVIRONMENT", ("development", "production"), "development")
        == "production"
    )
    secret_key = _secret_key(variables, is_production)
    hosts = _allowed_hosts(variables, is_production)
    database = _database(variables, is_production)
    base_url = _base_url(variables, hosts, is_production)
    mail_default = "smtp://localhost:25" if is_production else "consolemail://"
    levels = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    sender = f"portal@{urlsplit(base_url).hostname}"
    return Environment(
        is_production=is_production,
        debug=_debug(variables, is_production),
        secret_key=secret_key,
        old_secret_keys=tuple(variables.text("PORTAL_SECRET_KEY_FALLBACKS").split()),
        allowed_hosts=hosts,
        base_url=base_url,
        database=database,
        cache_url=variables.url("PORTAL_CACHE_URL", "cache", ("redis", "rediss", "unix")),
        email=variables.email("PORTAL_EMAIL_URL", mail_default),
        default_from_email=_sender(variables, sender),
        s3=_s3(variables),
        media_root=Path(variables.text("PORTAL_MEDIA_ROOT", str(VAR_DIR / "media"))).absolute(),
        log_level=variables.choice("PORTAL_LOG_LEVEL", levels, "INFO"),
        minimum_seconds=variables.integer("PORTAL_MINIMUM_SECONDS", 2, minimum=0, maximum=3600),
        page_cache_seconds=variables.integer(
            "PORTAL_PAGE_CACHE_SECONDS", 60, minimum=0, maximum=86400
        ),
        trust_proxy=variables.boolean("PORTAL_TRUST_PROXY"),
    )


def _debug(variables: Variables, is_production: bool) -> bool:
    debug = variables.boolean("PORTAL_DEBUG")
    if debug and is_production:
        raise SettingsError(
            "PORTAL_DEBUG must not be true in production: error pages would show personal data."
        )
    return debug


def _secret_key(variables: Variables, is_production: bool) -> str:
    if not is_production:
        return variables.text("PORTAL_SECRET_KEY", DEVELOPMENT_SECRET_KEY)
    key = variables.required("PORTAL_SECRET_KEY", "signing sessions and forms")
    if (
        len(key) < SECRET_KEY_MINIMUM_LENGTH
        or len(set(key)) < SECRET_KEY_MINIMUM_UNIQUE_CHARACTERS
        or key.startswith("django-insecure")
    ):
        raise SettingsError(
            "PORTAL_SECRET_KEY is too weak: "
            f"production needs at least {SECRET_KEY_MINIMUM_LENGTH} random characters."
        )
    return key


def _allowed_hosts(variables: Variables, is_production: bool) -> tuple[str, ...]:
    if is_production:
        variables.required("PORTAL_ALLOWED_HOSTS", "knowing the host names it answers to")
    return variables.hosts("PORTAL_ALLOWED_HOSTS") or LOCAL_HOSTS


def _database(variables: Variables, is_production: bool) -> dict[str, Any]:
    if is_production:
        variables.required("DATABASE_URL", "storing pages and responses")
    config = variables.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    if is_production and config["NAME"] == ":memory:":
        raise SettingsError("DATABASE_URL names a database in memory, which forgets everything.")
    return config


def _base_url(variables: Variables, hosts: tuple[str, ...], is_production: bool) -> str:
    default = f"https://{hosts[0].lstrip('.')}" if is_production else "http://127.0.0.1:8000"
    base_url = variables.web_address("PORTAL_BASE_URL", default)
    host = urlsplit(base_url).hostname
    if is_production and base_url.startswith("http://") and host not in LOCAL_HOSTS:
        raise SettingsError("PORTAL_BASE_URL must begin with https:// in production.")
    return base_url


def _sender(variables: Variables, default: str) -> str:
    sender = variables.text("PORTAL_DEFAULT_FROM_EMAIL", default)
    if "@" not in sender or "\n" in sender:
        raise SettingsError("PORTAL_DEFAULT_FROM_EMAIL must be an e-mail address.")
    return sender


def _s3(variables: Variables) -> S3 | None:
    endpoint_url = variables.web_address("PORTAL_S3_ENDPOINT_URL")
    if not variables.all_or_none(S3_VARIABLES):
        for name in ("PORTAL_S3_ENDPOINT_URL", "PORTAL_S3_REGION"):
            if variables.text(name):
                raise SettingsError(f"{name} is set, but PORTAL_S3_BUCKET is not.")
        return None
    return S3(
        bucket=variables.text("PORTAL_S3_BUCKET"),
        access_key_id=variables.text("PORTAL_S3_ACCESS_KEY_ID"),
        secret_access_key=variables.text("PORTAL_S3_SECRET_ACCESS_KEY"),
        endpoint_url=endpoint_url,
        region=variables.text("PORTAL_S3_REGION"),
    )


def load_environment() -> Environment:
    """Read this process's environment; on a fault say it in one sentence and stop with code 1."""
    try:
        return read_environment(os.environ)
    except SettingsError as error:
        sys.exit(str(error))


ENVIRONMENT = load_environment()
