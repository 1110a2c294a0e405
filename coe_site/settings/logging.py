"""Logs go to standard error, one line an event, for whatever collects them on the machine."""

from typing import Any

from coe_site.settings.environment import ENVIRONMENT

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "coe_site.logs.PrivateFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    "loggers": {
        # Instead of Django's own handlers, which mail administrators and else are silent.
        "django": {"handlers": ["console"], "level": ENVIRONMENT.log_level, "propagate": False},
        # Every statement of the database would otherwise come with DEBUG, personal data included.
        "django.db.backends": {"level": "INFO"},
        # A task's start and end, several for every page that is saved; failures are errors.
        "django_tasks": {"level": "WARNING"},
        # A line for each page of a PDF.
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "botocore": {"level": "WARNING"},
        "boto3": {"level": "WARNING"},
    },
}
