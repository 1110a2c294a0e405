"""Django settings: one small file per concern, put together here.

Development and production differ by environment variables alone, all read in environment.py.
"""

# ruff: noqa: F403
from coe_site.settings.base import *
from coe_site.settings.cache import *
from coe_site.settings.database import *
from coe_site.settings.email import *
from coe_site.settings.files import *
from coe_site.settings.logging import *
from coe_site.settings.responses import *
from coe_site.settings.security import *
from coe_site.settings.tasks import *
from coe_site.settings.wagtail import *
