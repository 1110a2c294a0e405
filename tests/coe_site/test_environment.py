"""Every fault in the environment stops the start with one sentence that names the variable."""

import os
from unittest import mock

import pytest

from coe_site.settings import environment as settings
from coe_site.settings.environment import Environment, SettingsError

SECRET = "k7$Wm2!xQ9zR4tB8vN1cL6pH3sD5fG0jY-aEoUiTqXwZrMnKb"
PRODUCTION = {
    "PORTAL_ENVIRONMENT": "production",
    "PORTAL_SECRET_KEY": SECRET + "abcdef",
    "PORTAL_ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://portal:pass%23word@db.example.org:5432/portal",
}
S3 = {
    "PORTAL_S3_BUCKET": "files",
    "PORTAL_S3_ACCESS_KEY_ID": "key",
    "PORTAL_S3_SECRET_ACCESS_KEY": "secret",
}


def read_environment(source: dict[str, str]) -> Environment:
    with mock.patch.dict(os.environ, source, clear=True):
        return settings.read_environment()


def production(**changes: str) -> Environment:
    return read_environment({**PRODUCTION, **changes})


def fault(source: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        read_environment(source)
    return str(caught.value)


def test_development_needs_nothing() -> None:
    environment = read_environment({})
    assert not environment.is_production
    assert environment.database["ENGINE"] == "django.db.backends.sqlite3"
    assert environment.origin == "http://127.0.0.1:8000"
    assert environment.minimum_seconds == 2


@pytest.mark.parametrize(
    ("value", "languages"),
    [
        ("", ("en-gb",)),
        ("cy", ("cy",)),
        ("en-gb,cy", ("en-gb", "cy")),
        (" CY, en-GB ", ("cy", "en-gb")),
    ],
)
def test_languages(value: str, languages: tuple[str, ...]) -> None:
    assert read_environment({"PORTAL_LANGUAGES": value}).languages == languages


def test_production_with_the_three_it_needs() -> None:
    environment = production()
    assert environment.is_production
    assert environment.allowed_hosts == ("portal.example.org",)
    assert environment.origin == "https://portal.example.org"
    assert environment.has_tls
    assert environment.database["PASSWORD"] == "pass#word"
    assert environment.default_from_email == "portal@portal.example.org"


@pytest.mark.parametrize("name", ["PORTAL_SECRET_KEY", "PORTAL_ALLOWED_HOSTS", "DATABASE_URL"])
@pytest.mark.parametrize("is_empty", [False, True])
def test_production_refuses_what_is_missing(name: str, is_empty: bool) -> None:
    source = dict(PRODUCTION)
    if is_empty:
        source[name] = " "
    else:
        del source[name]
    assert fault(source).startswith(f"{name} is not set")


@pytest.mark.parametrize(
    "secret", ["short", "a" * 60, "django-insecure-" + SECRET, "abcd" * 20], ids=str
)
def test_production_refuses_a_weak_secret(secret: str) -> None:
    message = fault({**PRODUCTION, "PORTAL_SECRET_KEY": secret})
    assert message.startswith("PORTAL_SECRET_KEY is too weak")
    assert secret not in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENVIRONMENT", "staging"),
        ("PORTAL_ALLOWED_HOSTS", "*"),
        ("PORTAL_ALLOWED_HOSTS", "https://portal.example.org"),
        ("PORTAL_ALLOWED_HOSTS", "portal.example.org:8000"),
        ("PORTAL_BASE_URL", "portal.example.org"),
        ("PORTAL_BASE_URL", "ftp://portal.example.org"),
        ("PORTAL_BASE_URL", "https://portal.example.org:port"),
        ("PORTAL_BASE_URL", "http://portal.example.org"),
        ("PORTAL_BASE_URL", "https://portal.example.org/consultations"),
        ("PORTAL_BASE_URL", "https://portal.example.org/consultations/"),
        ("PORTAL_BASE_URL", "https://portal.example.org?language=en"),
        ("PORTAL_BASE_URL", "https://portal.example.org/?"),
        ("PORTAL_BASE_URL", "https://portal.example.org/#top"),
        ("PORTAL_BASE_URL", "https://portal.example.org#"),
        ("PORTAL_BASE_URL", "https://ada@portal.example.org"),
        ("DATABASE_URL", "mysql://u:p@db/portal"),
        ("DATABASE_URL", "postgres://u:p@db"),
        ("DATABASE_URL", "postgres://u:p@db:port/portal"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "db.example.org"),
        ("PORTAL_CACHE_URL", "redis.example.org:6379"),
        ("PORTAL_CACHE_URL", "memcached://cache"),
        ("PORTAL_EMAIL_URL", "mail.example.org"),
        ("PORTAL_EMAIL_URL", "smtp://"),
        ("PORTAL_EMAIL_URL", "smtp://mail.example.org:port"),
        ("PORTAL_DEFAULT_FROM_EMAIL", "portal"),
        ("PORTAL_DEFAULT_FROM_EMAIL", "Jörg <jörg@example.org>"),
        ("PORTAL_LOG_LEVEL", "LOUD"),
        ("PORTAL_MINIMUM_SECONDS", "two"),
        ("PORTAL_MINIMUM_SECONDS", "-1"),
        ("PORTAL_MINIMUM_SECONDS", "1.5"),
        ("PORTAL_MINIMUM_SECONDS", "99999"),
        ("PORTAL_PAGE_CACHE_SECONDS", "a minute"),
        ("PORTAL_LANGUAGES", "en-gb,fr"),
        ("PORTAL_LANGUAGES", "en"),
        ("PORTAL_LANGUAGES", "cy cy"),
        ("PORTAL_LANGUAGES", ","),
        ("PORTAL_PAGE_CACHE_SECONDS", "86401"),
        ("PORTAL_TRUST_PROXY", "perhaps"),
        ("PORTAL_S3_ENDPOINT_URL", "files.example.org"),
        ("PORTAL_SECRET", SECRET),
        ("PORTAL_DEBUG", "true"),
    ],
)
def test_a_bad_value_is_named_in_one_sentence(name: str, value: str) -> None:
    message = fault({**PRODUCTION, name: value})
    assert message.startswith(name)
    assert "\n" not in message
    assert message[-1] in ".?"


def test_a_mistyped_name_comes_with_the_right_one() -> None:
    assert "PORTAL_ALLOWED_HOSTS?" in fault({"PORTAL_ALLOWED_HOST": "portal.example.org"})


@pytest.mark.parametrize("missing", sorted(S3))
def test_half_of_the_s3_credentials_is_refused(missing: str) -> None:
    source = {name: value for name, value in S3.items() if name != missing}
    assert fault(source).startswith(f"{missing} is not set although")


@pytest.mark.parametrize("given", ["PORTAL_S3_REGION", "PORTAL_S3_ENDPOINT_URL"])
def test_what_goes_with_a_bucket_is_refused_without_one(given: str) -> None:
    message = fault({**PRODUCTION, given: "https://files.example.org"})
    assert message == f"PORTAL_S3_BUCKET is not set although {given} is."


def test_s3() -> None:
    environment = read_environment({**S3, "PORTAL_S3_ENDPOINT_URL": "http://127.0.0.1:9000/"})
    assert environment.s3_bucket == "files"
    assert str(environment.s3_endpoint_url) == "http://127.0.0.1:9000/"


def test_a_message_never_shows_a_password() -> None:
    message = fault({**PRODUCTION, "DATABASE_URL": "mysql://portal:hunter2@db/portal"})
    assert "hunter2" not in message


def test_the_printed_environment_holds_no_secret() -> None:
    environment = production(**S3, PORTAL_EMAIL_URL="smtp://portal:mailpass@mail.example.org")
    shown = repr(environment)
    for secret in (SECRET, "pass#word", "mailpass", S3["PORTAL_S3_SECRET_ACCESS_KEY"] + "'"):
        assert secret not in shown


def test_a_secret_that_begins_with_a_dollar_is_used_unchanged() -> None:
    assert production(PORTAL_SECRET_KEY="$" + SECRET + "xyz").secret_key == f"${SECRET}xyz"


def test_earlier_keys_stay_good() -> None:
    environment = production(PORTAL_SECRET_KEY_FALLBACKS="first-old second-old")
    assert environment.secret_key_fallbacks == ("first-old", "second-old")
    assert "first-old" not in repr(environment)


def test_plain_http_is_for_this_machine_only() -> None:
    assert not production(PORTAL_BASE_URL="http://localhost:8000").has_tls


@pytest.mark.parametrize(
    "address",
    [
        "https://portal.example.org",
        "https://portal.example.org/",
        "HTTPS://portal.example.org",
        "https://portal.example.org:8443",
        "https://[2001:db8::1]:8443",
    ],
)
def test_the_portals_address_is_a_scheme_a_host_and_a_port_at_most(address: str) -> None:
    origin = production(PORTAL_BASE_URL=address).origin
    assert origin == address.lower().rstrip("/")


def test_sqlite_in_production_only_by_name() -> None:
    database = production(DATABASE_URL="sqlite:////srv/portal/db.sqlite3").database
    assert database["NAME"] == "/srv/portal/db.sqlite3"
