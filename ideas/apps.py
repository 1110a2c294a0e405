from django.apps import AppConfig
from django.db.models.signals import pre_delete


class IdeasConfig(AppConfig):
    """Areas, themes and ideas."""

    name = "ideas"
    verbose_name = "Ideas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only once all apps are there.
        from ideas.deletion import refuse_used
        from ideas.models import MODELS

        for model in MODELS:
            pre_delete.connect(
                refuse_used, sender=model, dispatch_uid=f"ideas.used.{model._meta.label}"
            )
