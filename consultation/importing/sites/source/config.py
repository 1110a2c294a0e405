"""The settings of a site, as MkDocs reads them, without anything that would be run."""

from pathlib import Path
from typing import Any

from mkdocs.config.base import ValidationError
from mkdocs.config.defaults import MkDocsConfig

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
_MOST_WILDCARDS = 5


def read_settings(folder: Path, name: str, report: Report, depth: int = 0) -> dict[str, Any]:
    """Return what a settings file says, with what it inherits from other files of the folder."""
    place, path = Place(name), (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file() or depth > len(FILES):
        report.loss(place, "This settings file is not in the folder. It was not read.")
        return {}
    try:
        settings = read_yaml(decoded(path.read_bytes(), place, report))
    except YamlError as error:
        report.loss(place, f"The settings of the site were not read. {error}")
        return {}
    if not isinstance(settings, dict):
        report.loss(place, "The settings of the site were not read: they are no list of names.")
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
            if name.endswith(("docs", "nav")) and isinstance(value, str):
                _check_patterns(value)
            config[name] = getattr(MkDocsConfig, name).validate(value)
        except (ValidationError, ValueError) as error:
            report.loss(place, f"The setting {name} was not read: {error}")
    config["validation"] = MkDocsConfig.validation.validate(_QUIET)
    plugins = [name for name in _names(settings.get("plugins")) if name not in _HARMLESS_PLUGINS]
    if plugins:
        names = ", ".join(plugins)
        report.doubt(place, f"Plugins are not run here. What these do was not done: {names}.")
    if settings.get("hooks"):
        report.doubt(place, "Hooks are not run here. What they do was not done.")
    return config


def read_redirects(settings: dict[str, Any]) -> dict[str, str]:
    """Return the redirects of mkdocs-redirects: files of old by those that took their places."""
    plugins = settings.get("plugins")
    for entry in plugins if isinstance(plugins, list) else [plugins]:
        options = entry.get("redirects") if isinstance(entry, dict) else None
        maps = options.get("redirect_maps") if isinstance(options, dict) else None
        if isinstance(maps, dict):
            return {str(old): _without_place(str(new)) for old, new in maps.items()}
    return {}


def _without_place(target: str) -> str:
    """Return a file without the place on its page; other sites keep it."""
    return target if "://" in target else target.partition("#")[0]


def _check_patterns(text: str) -> None:
    if any(line.count("*") > _MOST_WILDCARDS for line in text.splitlines()):
        raise ValueError("it has too many wildcards in one line.")


def _names(listed: Any) -> list[str]:
    """Return the names in a list of names, some of which have options."""
    entries = listed if isinstance(listed, list | dict) else []
    names = (next(iter(each), "") if isinstance(each, dict) else each for each in entries)
    return [str(name)[:80].removeprefix("material/") for name in names]
