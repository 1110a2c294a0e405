from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ResponsesConfig(AppConfig):
    """Responses and the versions of the forms they answer."""

    name = "consultation.responses"

    def ready(self) -> None:
        # Models can be imported only once all apps are there.
        from consultation.responses import database, deletion  # noqa: F401

        post_migrate.connect(database.ensure_search_index, sender=self)
