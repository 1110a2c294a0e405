from django.conf import settings


def absolute_url(path: str) -> str:
    """Return an address of the portal with scheme and host, for mails, files and other sites.

    Args:
        path: an address that begins with a slash; one with a host is returned as it is.
    """
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}" if path.startswith("/") else path
