import os
import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from consultation.common.email_addresses import is_deliverable


class Command(BaseCommand):
    """Creates the first administrator, and never a second one."""

    help = (
        "Create the first administrator if there is none, from DJANGO_SUPERUSER_USERNAME, "
        "DJANGO_SUPERUSER_EMAIL and DJANGO_SUPERUSER_PASSWORD, or with a generated password "
        "that is printed once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()._default_manager
        if users.filter(is_superuser=True, is_active=True).exists():
            self.stdout.write("There is an administrator already: nothing to do.")
            return
        username = os.environ.get("DJANGO_SUPERUSER_USERNAME") or "admin"
        email = os.environ.get("DJANGO_SUPERUSER_EMAIL") or ""
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD") or ""
        if email:
            try:
                validate_email(email)
            except ValidationError as error:
                raise CommandError("DJANGO_SUPERUSER_EMAIL is not an email address.") from error
        try:
            users.model(username=username).clean_fields(exclude=["email", "password"])
        except ValidationError as error:
            raise CommandError(
                "DJANGO_SUPERUSER_USERNAME may have 150 letters, digits and @ . + - _ at most."
            ) from error
        if users.filter(username=username).exists():
            raise CommandError(
                f"DJANGO_SUPERUSER_USERNAME: “{username}” is the name of a user who is no "
                "administrator. Choose another."
            )
        password = given or secrets.token_urlsafe(15)
        users.create_superuser(username=username, email=email, password=password)
        self.stdout.write(f"Administrator: {username}")
        if email and not is_deliverable(email):
            self.stdout.write(
                "The portal sends no mail to this administrator: few mail servers take letters "
                "other than a to z before the @."
            )
        if not given:
            self.stdout.write(f"Password (shown this once): {password}")
