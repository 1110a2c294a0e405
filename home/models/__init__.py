from .home_page import HomePage
from .job_run import JobRun
from .portal_settings import PortalSettings

__all__ = ["HomePage", "JobRun", "PortalSettings"]
