import os
import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from consultation.common.addresses import is_deliverable


class Command(BaseCommand):
    """Create the first administrator if there is none.

    From DJANGO_SUPERUSER_USERNAME, DJANGO_SUPERUSER_EMAIL and DJANGO_SUPERUSER_PASSWORD, or with
    a generated password that is printed once.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        model = get_user_model()
        if model._default_manager.filter(is_superuser=True, is_active=True).exists():
            self.stdout.write("There is already an administrator: nothing to do.")
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
        self.stdout.write(f"Administrator: {user.username}")
        if user.email and not is_deliverable(user.email):
            self.stdout.write(
                "The portal sends no email to this administrator: few mail servers take letters "
                "other than a to z before the @."
            )
        if not given:
            self.stdout.write(f"Password (shown this once): {password}")
