"""What concerns answers to a feedback form."""

from coe_site.settings.environment import ENVIRONMENT

# A form that comes back sooner than this after it was served is quarantined, never dropped.
PORTAL_MINIMUM_SECONDS = ENVIRONMENT.minimum_seconds
