"""Django settings. Environment variables alone tell development from production."""

# ruff: noqa: F403
from coe_site.settings.base import *
from coe_site.settings.security import *
from coe_site.settings.services import *
from coe_site.settings.wagtail import *
