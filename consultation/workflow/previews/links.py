"""The package's table of links, without its screens."""

import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec

from wagtaildraftsharing.apps import WagtaildraftsharingConfig


class LinksConfig(WagtaildraftsharingConfig):
    """wagtaildraftsharing for its links alone.

    Its screens let everybody who has a right over any page share any version of any
    page, and whoever ends a link is not noted. This app has screens of its own.
    """

    def import_models(self) -> None:
        """Put an empty module where Wagtail would look for the package's hooks."""
        super().import_models()
        name = f"{self.name}.wagtail_hooks"
        sys.modules[name] = module_from_spec(ModuleSpec(name, loader=None))
