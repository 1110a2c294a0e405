"""What the workflow adds to Wagtail: each part registers its own hooks."""

from consultation.workflow.previews import hooks as previews
from consultation.workflow.releases import hooks as releases
from consultation.workflow.review import hooks as review

__all__ = ["previews", "releases", "review"]
