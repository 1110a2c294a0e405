from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class ImportingConfig(AppConfig):
    """Imports of sites and answers, and the archive of a consultation."""

    name = "consultation.importing"
    label = "importing"
    verbose_name = _("Importing")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the file of an upload deleted with it."""
        from consultation.importing.admin.services import delete_file
        from consultation.importing.models import Upload

        post_delete.connect(delete_file, sender=Upload)
