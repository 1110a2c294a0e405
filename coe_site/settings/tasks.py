"""Work after a request: at once in development, by `manage.py db_worker` in production."""

from coe_site.settings.environment import ENVIRONMENT

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if ENVIRONMENT.is_production
        else "django_tasks.backends.immediate.ImmediateBackend",
    },
}
