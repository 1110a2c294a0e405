from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ResponsesConfig(AppConfig):
    """Responses and the versions of the forms they answer."""

    name = "consultation.responses"
    label = "responses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only once all apps are there.
        from consultation.responses import checks, deletion  # noqa: F401
        from consultation.responses.search_index import ensure_search_index

        post_migrate.connect(ensure_search_index, sender=self)
