from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Imports of sites and answers, and the archive of a consultation."""

    name = "consultation.importing"
    label = "importing"
    verbose_name = "Importing"
    default_auto_field = "django.db.models.BigAutoField"
