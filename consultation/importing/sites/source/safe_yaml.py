"""YAML of strangers: read without running anything, and without growing beyond measure."""

from typing import Any

import yaml
from django.utils.translation import gettext as _

from consultation.common.errors import UserFacingError

MOST_CHARACTERS = 1_000_000
# What a text may come to when everything it repeats is written out.
MOST_NODES = 50_000
DEEPEST = 60


class YamlError(UserFacingError):
    """A text that is not read; its message says why, in a sentence."""


class _Loader(yaml.SafeLoader):
    """YAML's harmless part."""


def _fallback(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """Return the last value of `!ENV [NAME, value]`; no variable of this machine is read."""
    values = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else []
    return values[-1] if len(values) > 1 else None


_Loader.add_constructor("!ENV", _fallback)


def read_yaml(text: str) -> Any:
    """Return what a YAML text holds.

    Raises:
        YamlError: it is no YAML, too long, too deep, or grows beyond measure.
    """
    if len(text) > MOST_CHARACTERS:
        raise YamlError(_("It is too long."))
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _make_harmless(loader, node)
        return loader.construct_document(node)
    except RecursionError as error:
        raise YamlError(_("It is nested too deeply.")) from error
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            raise YamlError(_("It is not well-formed YAML.")) from error
        text = _("It is not well-formed YAML in line %(line)s.")
        raise YamlError(text % {"line": mark.line + 1}) from error
    finally:
        loader.dispose()


def _make_harmless(loader: _Loader, root: yaml.Node) -> None:
    """Take tags away, which could run something, and refuse what comes to too much.

    That is told by what it is when everything it repeats is written out.
    """
    waiting, number = [(root, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        number += 1
        if depth > DEEPEST:
            raise YamlError(_("It is nested too deeply, or something in it contains itself."))
        if number > MOST_NODES:
            raise YamlError(_("It repeats itself so often that it would fill the memory."))
        if node.tag not in loader.yaml_constructors:
            node.tag = loader.resolve(type(node), node.value, (True, False))
        parts = [] if isinstance(node, yaml.ScalarNode) else node.value
        if isinstance(node, yaml.MappingNode):
            parts = [part for pair in parts for part in pair]
        waiting += [(part, depth + 1) for part in parts]
