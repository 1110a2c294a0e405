"""YAML of strangers: read without running anything, and without growing beyond measure."""

from typing import Any

import yaml
from pymdownx.slugs import slugify

from consultation.common.errors import UserFacingError

MOST_CHARACTERS = 1_000_000
# What a text may come to when everything it repeats is written out.
MOST_NODES = 50_000
DEEPEST = 60


class YamlError(UserFacingError):
    """A text that is not read; its message says why, in a sentence."""


class _Loader(yaml.SafeLoader):
    """YAML's harmless part, with the tags of MkDocs made into plain texts."""


def _plain(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    """Return what a tagged value says, without doing what its tag asks for."""
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None


def _fallback(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """Return the last value of `!ENV [NAME, value]`; no variable of this machine is read."""
    values = _plain(loader, "", node)
    return values[-1] if isinstance(values, list) and len(values) > 1 else None


def _slugify(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """Return the one function that many sites name here: how headings become anchors."""
    given = _plain(loader, "", node)
    options = given.get("kwds") if isinstance(given, dict) else {}
    case = options.get("case") if isinstance(options, dict) else ""
    return slugify(case=case if case in ("lower", "lower-ascii", "fold", "none") else "none")


_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
_Loader.add_constructor("tag:yaml.org,2002:python/object/apply:pymdownx.slugs.slugify", _slugify)
_Loader.add_multi_constructor("!", _plain)
_Loader.add_constructor("!ENV", _fallback)


def read_yaml(text: str) -> Any:
    """Return what a YAML text holds.

    Raises:
        YamlError: it is no YAML, too long, too deep, or grows beyond measure.
    """
    if len(text) > MOST_CHARACTERS:
        raise YamlError(f"It has more than {MOST_CHARACTERS:,} characters.")
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _check_size(node)
        return loader.construct_document(node)
    except RecursionError as error:
        raise YamlError("It is nested too deeply.") from error
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise YamlError(f"It is not well-formed YAML{place}.") from error
    finally:
        loader.dispose()


def _check_size(root: yaml.Node) -> None:
    """Refuse a text that comes to too much when everything it repeats is written out."""
    waiting, number = [(root, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        number += 1
        if depth > DEEPEST:
            raise YamlError("It is nested too deeply, or something in it contains itself.")
        if number > MOST_NODES:
            raise YamlError("It repeats itself so often that it would fill the memory.")
        parts = [] if isinstance(node, yaml.ScalarNode) else node.value
        if isinstance(node, yaml.MappingNode):
            parts = [part for pair in parts for part in pair]
        waiting += [(part, depth + 1) for part in parts]
