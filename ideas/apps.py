from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    """Areas, themes and ideas."""

    name = "ideas"
    verbose_name = _("Ideas")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # It needs models, which can be imported only once all apps are loaded.
        from ideas import deletion  # noqa: F401
