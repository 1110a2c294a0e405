"""What a WSGI server loads. A server means production, unless the environment says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
os.environ.setdefault("PORTAL_ENVIRONMENT", "production")

application = get_wsgi_application()
