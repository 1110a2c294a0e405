"""The settings of a site, as MkDocs reads them, without anything that would be run."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from mkdocs.config.base import ValidationError
from mkdocs.config.defaults import MkDocsConfig

from consultation.common.text import comma_separated
from consultation.importing.report import Place, Report

from .safe_yaml import YamlError, read_yaml
from .texts import decoded

FILES = ("mkdocs.yml", "mkdocs.yaml")
_READ = (
    "site_name", "nav", "exclude_docs", "draft_docs", "not_in_nav", "site_url", "site_description",
    "site_author", "use_directory_urls",
)  # fmt: skip
# What is in the navigation and cannot be shown is told here, with its line.
_QUIET = {"nav": dict.fromkeys(("omitted_files", "not_found", "absolute_links"), "ignore")}
# They change nothing that readers read, or are read here.
_HARMLESS_PLUGINS = frozenset(
    ("search", "minify", "privacy", "social", "offline", "optimize", "redirects")
)
# More wildcards in one pattern could take longer than people wait.
_TOO_MANY_WILDCARDS = re.compile(r"(?:\*[^*\n]*){6}")


def read_settings(folder: Path, name: str, report: Report, depth: int = 0) -> dict[str, Any]:
    """Return what a settings file says, with what it inherits from other files of the folder."""
    place, path = Place(name), (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file() or depth > len(FILES):
        report.loss(place, _("This settings file is not in the folder. It was not read."))
        return {}
    settings, why = None, ""
    try:
        settings = read_yaml(decoded(path.read_bytes(), place, report))
    except YamlError as error:
        why = str(error)
    if not isinstance(settings, dict):
        report.loss(place, _("The settings of the site were not read. %(why)s"), why=why)
        return {}
    inherited = settings.pop("INHERIT", None)
    if isinstance(inherited, str):
        return read_settings(folder, inherited, report, depth + 1) | settings
    return settings


def make_config(settings: dict[str, Any], place: Place, report: Report) -> MkDocsConfig:
    """Return the settings that matter here as MkDocs has them; what is wrong is left out."""
    config = MkDocsConfig()
    for name in _READ:
        value = settings.get(name)
        if value is None:
            continue
        try:
            is_pattern = name.endswith(("docs", "in_nav")) and isinstance(value, str)
            if is_pattern and _TOO_MANY_WILDCARDS.search(value):
                raise ValueError(_("it has too many wildcards in one line."))
            config[name] = getattr(MkDocsConfig, name).validate(value)
        except (ValidationError, ValueError) as error:
            text = _("The setting %(name)s was not read: %(error)s")
            report.loss(place, text, name=name, error=error)
    config["validation"] = MkDocsConfig.validation.validate(_QUIET)
    plugins = (name.removeprefix("material/") for name, options in named(settings.get("plugins")))
    not_run = [name[:80] for name in plugins if name not in _HARMLESS_PLUGINS]
    not_run += ["hooks"] if settings.get("hooks") else []
    if not_run:
        text = _("Plugins are not run here. What these do was not done: %(names)s.")
        report.doubt(place, text, names=comma_separated(not_run))
    return config


def read_redirects(settings: dict[str, Any]) -> dict[str, str]:
    """Return the redirects of mkdocs-redirects: files of old by those that took their places."""
    maps = dict(named(settings.get("plugins"))).get("redirects", {}).get("redirect_maps")
    return {str(old): str(new) for old, new in maps.items()} if isinstance(maps, dict) else {}


def named(asked: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the names in a list of plugins or extensions, or in a mapping, with their options."""
    entries = list(asked.items()) if isinstance(asked, dict) else []
    for each in asked if isinstance(asked, list) else ():
        entries += each.items() if isinstance(each, dict) else [(each, None)]
    for name, options in entries:
        yield str(name), options if isinstance(options, dict) else {}
