from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete


class ResponsesConfig(AppConfig):
    """Responses and the versions of the forms they answer."""

    name = "consultation.responses"
    label = "responses"
    verbose_name = "Responses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks, look after the search index, and keep what was answered."""
        from wagtail.models import Page

        from consultation.responses import checks, deletion  # noqa: F401
        from consultation.responses.search_index import ensure_search_index
        from ideas.models import Idea, Theme

        # The signal of `Page` is sent for pages of every type.
        pre_delete.connect(
            deletion.refuse_answered_page, sender=Page, dispatch_uid="responses.answered_page"
        )
        for model in (Idea, Theme):
            pre_delete.connect(
                deletion.refuse_answered_idea,
                sender=model,
                dispatch_uid=f"responses.answered.{model.__name__}",
            )
        post_migrate.connect(ensure_search_index, sender=self)
