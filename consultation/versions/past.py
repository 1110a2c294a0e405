"""What readers saw at a moment, from the log of what was published and taken off."""

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
TAKEN_OFF = ("wagtail.unpublish", "wagtail.unpublish.scheduled")
