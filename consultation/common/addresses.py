from django.conf import settings


def absolute_url(path: str) -> str:
    """Return an address of the portal with scheme and host; one with a host as it is."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}" if path.startswith("/") else path
