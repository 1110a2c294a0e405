from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    """Responses and the versions of the forms they answer."""

    name = "consultation.responses"
    label = "responses"
    verbose_name = "Responses"
    default_auto_field = "django.db.models.BigAutoField"
