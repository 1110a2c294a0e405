from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Review with four eyes, and what waits for it."""

    name = "consultation.review"
    label = "review"
    verbose_name = "Review"
    default_auto_field = "django.db.models.BigAutoField"
