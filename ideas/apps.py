from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """Areas, themes and ideas."""

    name = "ideas"
    verbose_name = "Ideas"
    default_auto_field = "django.db.models.BigAutoField"
