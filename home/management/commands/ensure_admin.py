import os
import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consultation.common.addresses import is_deliverable


class Command(BaseCommand):
    """Creates the first administrator, from the environment or with a generated password."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _(
            "Create the first administrator if there is none. From DJANGO_SUPERUSER_USERNAME, "
            "DJANGO_SUPERUSER_EMAIL and DJANGO_SUPERUSER_PASSWORD, or with a generated password "
            "that is printed once."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        model = get_user_model()
        if model._default_manager.filter(is_superuser=True, is_active=True).exists():
            self.stdout.write(_("There is already an administrator: nothing to do."))
            return
        user: Any = model(
            username=os.environ.get("DJANGO_SUPERUSER_USERNAME") or "admin",
            email=os.environ.get("DJANGO_SUPERUSER_EMAIL") or "",
            is_staff=True,
            is_superuser=True,
        )
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        password = given or secrets.token_urlsafe(15)
        user.set_password(password)
        try:
            user.full_clean()
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise CommandError(f"DJANGO_SUPERUSER_{field.upper()}: {messages[0]}") from error
        user.save()
        self.stdout.write(_("Administrator: %(name)s") % {"name": user.username})
        if user.email and not is_deliverable(user.email):
            self.stdout.write(
                _(
                    "The portal sends no email to this administrator: few mail servers take "
                    "letters other than a to z before the @."
                )
            )
        if not given:
            text = _("Password (shown this once): %(password)s")
            self.stdout.write(text % {"password": password})
