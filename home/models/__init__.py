from .home_page import HomePage
from .portal_settings import PortalSettings

__all__ = ["HomePage", "PortalSettings"]
