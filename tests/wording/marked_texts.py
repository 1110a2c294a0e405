"""Lists the texts that are not marked for translation: python -m tests.wording.marked_texts [PATH].

In templates: text, attributes that people read, and texts in quotes inside of tags. In Python:
what is given to a known place of text, and other strings that read like a sentence.
"""

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from django.template.base import Lexer, Token, TokenType

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = ("coe_site", "consultation", "home", "ideas", "templates", "static/js")
EXEMPT = (
    # The demonstration's own content.
    "home/demo/",
    # For developers and for those who run the server.
    "coe_site/settings/", "coe_site/gunicorn.py", "coe_site/logs.py",
    "consultation/common/errors.py", "consultation/responses/database.py",
    # For machines, and a part of a tag.
    "templates/respond/widgets/attributes.html",
    "templates/home/robots.txt", "templates/home/security.txt",
)  # fmt: skip

GETTEXT = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy",
    "pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy",
}  # fmt: skip
# What is for developers or for the log: programming errors, and the system checks.
NOT_FOR_PEOPLE = {
    "AssertionError", "Error", "FileNotFoundError", "ImproperlyConfigured", "KeyError",
    "LookupError", "NotImplementedError", "RuntimeError", "TypeError", "ValueError", "Warning",
    "log_event", "critical", "debug", "error", "exception", "info", "warning",
}  # fmt: skip
LOGGERS = {"logger", "logging", "log"}
# Arguments and attributes that hold a text.
PLACES = {
    "description", "empty_label", "error_message", "heading", "help", "help_text", "label",
    "menu_label", "message", "page_description", "page_subtitle", "page_title", "placeholder",
    "singular_name", "subject", "success_message", "title", "verbose_name", "verbose_name_plural",
}  # fmt: skip
# Functions whose first text argument people read.
SPEAKERS = {
    "BadRequest", "CommandError", "Http404", "MenuItem", "PermissionDenied", "UserFacingError",
    "ValidationError", "add_error", "format_html", "mark_safe",
}  # fmt: skip
MESSAGES = {"debug", "error", "info", "success", "warning", "write"}
MESSAGE_OWNERS = {"messages", "stdout", "stderr"}
CHOICES = {"Choices", "IntegerChoices", "TextChoices"}

READ_ATTRIBUTES = {
    "alt", "aria-description", "aria-label", "aria-roledescription", "label", "placeholder",
    "summary", "title",
}  # fmt: skip
BUTTONS = {"submit", "button", "reset"}
# Tags whose quoted words are names, not texts.
TAGS_OF_NAMES = {
    "block", "cycle", "elif", "endblock", "extends", "for", "get_current_language", "if",
    "image", "load", "slim_sidebar", "static", "url", "widthratio", "wagtailuserbar", "icon",
}  # fmt: skip

SURROUNDING = ("blocktranslate", "blocktrans", "comment")
# Wagtail's own review, which the set-up takes away.
NOT_SHOWN = {"Moderators approval"}

_LETTERS = re.compile(r"[^\W\d_]{2,}")
# A capital and further words, or at least four words.
_SENTENCE = re.compile(
    r"\W*[A-Z][a-z’']*(?: | ?—| ?–).*[a-z]|[a-z’']+(?:,? [a-z’']+){3,}", re.DOTALL
)
_HTML = re.compile(r"<[^>]*>|&\w+;|&#\d+;")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdr]|\{[^}]*\}")
# Names of settings, and addresses.
_NAME = re.compile(r"\b[A-Z]+_[A-Z_]*|\S*[/#]\S*")
_QUOTED = re.compile(r"""(?P<mark>_\(\s*)?(?P<quote>["'])(?P<text>.*?)(?P=quote)""")
_JS_COMMENT = re.compile(r"/\*[\s\S]*?\*/|^\s*//.*$", re.MULTILINE)
_JS_STRING = re.compile(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1""")


class Finding(NamedTuple):
    """A text that is not marked."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {' '.join(self.text.split())[:100]}"


def _plain(text: str) -> str:
    return _NAME.sub(" ", _PLACEHOLDER.sub(" ", _HTML.sub(" ", text)))


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _owner(node: ast.AST) -> str:
    """Return what a method is called on: `messages` of `messages.error`."""
    return _name(node.value) if isinstance(node, ast.Attribute) else ""


def _literal(node: ast.AST) -> str | None:
    """Return the text of a constant or an f-string, with {} for what is put into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (_literal(part) for part in node.values)
        return "".join("{}" if part is None else part for part in parts)
    return None


def _is_label(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and _name(node.targets[0]) == "label"


class _Python(ast.NodeVisitor):
    """Walks a module, and past what is marked or not for people."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    def note(self, node: ast.AST, text: str) -> None:
        if (node.lineno, text) not in self.found:  # type: ignore[attr-defined]
            self.found.append((node.lineno, text))  # type: ignore[attr-defined]

    def place(self, node: ast.AST | None) -> None:
        """Look at a value in a place of text: every string in it with letters is one."""
        if node is None:
            return
        if (text := _literal(node)) is not None:
            if _LETTERS.search(_plain(text)):
                self.note(node, text)
        elif isinstance(node, ast.IfExp):
            self.place(node.body)
            self.place(node.orelse)
        elif isinstance(node, ast.BinOp):
            self.place(node.left)
            if isinstance(node.op, ast.Add):
                self.place(node.right)
        elif isinstance(node, ast.BoolOp):
            for each in node.values:
                self.place(each)
        elif isinstance(node, ast.Call) and _name(node.func) in ("join", "format", "strip"):
            self.place(getattr(node.func, "value", None))

    def visit_Expr(self, node: ast.Expr) -> None:
        # Without the strings that are docstrings.
        if _literal(node.value) is None:
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name, owner = _name(node.func), _owner(node.func)
        if name in GETTEXT:
            # The context of pgettext and both forms of ngettext, but not the number.
            texts = node.args[: 1 + name.startswith(("p", "np")) + ("ngettext" in name)]
            for each in texts or [node]:
                # A name is that of a text which is marked where it is written.
                if not isinstance(each, ast.Constant | ast.Name | ast.Attribute | ast.Starred):
                    self.note(node, f"{ast.unparse(node)}: not a plain text")
            return
        if (
            name == "split"
            or owner in LOGGERS
            or (name in NOT_FOR_PEOPLE and owner not in MESSAGE_OWNERS)
        ):
            return
        if name in SPEAKERS or (name in MESSAGES and owner in MESSAGE_OWNERS):
            for each in node.args[name == "add_error" :]:
                self.place(each)
        for keyword in node.keywords:
            self._keyword(keyword)
        # What is stored under a name is found by it.
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != "name"]
        self.generic_visit(node)

    def _keyword(self, keyword: ast.keyword) -> None:
        if keyword.arg in PLACES:
            self.place(keyword.value)
        elif keyword.arg == "error_messages" and isinstance(keyword.value, ast.Dict):
            for each in keyword.value.values:
                self.place(each)

    def visit_Assign(self, node: ast.Assign) -> None:
        # Django stores the names of permissions when it migrates.
        if any(_name(target) == "permissions" for target in node.targets):
            return
        if any(_name(target) in PLACES for target in node.targets):
            self.place(node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if _name(node.target) in PLACES:
            self.place(node.value)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if any(_name(base).endswith("Config") for base in node.bases):
            # The label of an app is a name.
            node.body = [each for each in node.body if not _is_label(each)]
        if CHOICES & {_name(base) for base in node.bases}:
            for each in node.body:
                if isinstance(each, ast.Assign) and _name(each.targets[0]).isupper():
                    value = each.value
                    label = value.elts[-1] if isinstance(value, ast.Tuple) else value
                    if _literal(label):
                        self.note(each, f"the label of {node.name}.{_name(each.targets[0])}")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Pass: what is compared is no text."""

    def _sentence(self, node: ast.AST) -> None:
        text = _literal(node)
        if text and text not in NOT_SHOWN and _SENTENCE.match(_plain(text)):
            self.note(node, text)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._sentence(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._sentence(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)


def unmarked_in_python(source: str) -> list[tuple[int, str]]:
    """Return the lines and texts of a module that are not marked."""
    visitor = _Python()
    visitor.visit(ast.parse(source))
    return sorted(visitor.found)


class _Html(HTMLParser):
    """Collects text and the attributes that people read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._ignored = 0

    def note(self, text: str, line: int | None = None) -> None:
        if _LETTERS.search(_NAME.sub(" ", text)):
            self.found.append((line or self.getpos()[0], text.strip()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._ignored += tag in ("script", "style")
        for name, value in given.items():
            is_read = name in READ_ATTRIBUTES
            # A button shows its content.
            is_read |= name == "value" and tag == "input" and given.get("type") in BUTTONS
            is_read |= name == "content" and given.get("name") == "description"
            if is_read:
                self.note(value)

    def handle_endtag(self, tag: str) -> None:
        self._ignored -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._ignored:
            before = data[: len(data) - len(data.lstrip())]
            self.note(data, self.getpos()[0] + before.count("\n"))


def _quoted_in_tag(contents: str) -> Iterator[str]:
    """Yield the texts in quotes inside a tag that read like words, and are not marked."""
    name = contents.split(maxsplit=1)[0] if contents.strip() else ""
    if name in TAGS_OF_NAMES or name in ("translate", "trans"):
        return
    for found in _QUOTED.finditer(contents):
        text = found["text"]
        if not found["mark"] and re.match(r"[A-Z“][a-z’]+\b(?![./]\w)", text):
            yield text


def _translated(tokens: Iterable[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield each token, and whether it is inside a translation or a comment."""
    until = ""
    for token in tokens:
        name = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK and name == until:
            until = ""
        elif token.token_type == TokenType.BLOCK and not until and name in SURROUNDING:
            until = f"end{name}"
            continue
        yield token, bool(until)


def unmarked_in_template(source: str, *, is_html: bool = True) -> list[tuple[int, str]]:
    """Return the lines and texts of a template that are not marked."""
    found: list[tuple[int, str]] = []
    text = ""
    for token, is_marked in _translated(Lexer(source).tokenize()):
        # The text has its lines where the template has them.
        text += "\n" * (token.lineno - 1 - text.count("\n"))
        if token.token_type == TokenType.TEXT and not is_marked:
            text += token.contents
        elif token.token_type == TokenType.VAR and text.endswith(("<", "</")):
            # The name of an element.
            text += "x"
        if token.token_type == TokenType.VAR:
            found += [(token.lineno, each) for each in _quoted_in_tag(f"var {token.contents}")]
        elif token.token_type == TokenType.BLOCK and not is_marked:
            found += [(token.lineno, each) for each in _quoted_in_tag(token.contents)]
    if is_html:
        parser = _Html()
        parser.feed(text)
        parser.close()
        found += parser.found
    else:
        lines = enumerate(text.splitlines(), start=1)
        found += [
            (number, line.strip())
            for number, line in lines
            if _LETTERS.search(_NAME.sub(" ", line))
        ]
    return sorted(found)


def unmarked_in_json(source: str) -> list[tuple[int, str]]:
    """Return the first text of a JSON file: none can be marked there."""
    strings = re.findall(r'"(?:[^"\\]|\\.)*"', source)
    texts = (json.loads(text) for text in strings)
    return [(1, text) for text in texts if _SENTENCE.match(text)][:1]


def unmarked_in_script(source: str) -> list[tuple[int, str]]:
    """Return texts of a script: it has to get them from the page."""
    code = _JS_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    return [
        (code.count("\n", 0, found.start()) + 1, found[2])
        for found in _JS_STRING.finditer(code)
        if _SENTENCE.match(found[2])
    ]


def unmarked(path: str = "") -> Iterator[Finding]:
    """Yield what is not marked in the product's files, or in those below a path."""
    files = {file for name in SOURCES for file in (PROJECT / name).rglob("*") if file.is_file()}
    for file in sorted(files):
        name = str(file.relative_to(PROJECT))
        if not name.startswith(path) or name.startswith(EXEMPT) or "/migrations/" in name:
            continue
        if file.suffix == ".py":
            found = unmarked_in_python(file.read_text("utf-8"))
        elif name.startswith("templates/"):
            found = unmarked_in_template(
                file.read_text("utf-8"), is_html=file.suffix in (".html", ".svg")
            )
        elif file.suffix == ".json":
            found = unmarked_in_json(file.read_text("utf-8"))
        elif file.suffix == ".js":
            found = unmarked_in_script(file.read_text("utf-8"))
        else:
            continue
        yield from (Finding(name, *each) for each in found)


def main() -> None:
    """Print the list, and fail if there is any."""
    left = list(unmarked(*sys.argv[1:2]))
    for each in left:
        print(each)
    sys.exit(f"{len(left)} texts are not marked." if left else 0)


if __name__ == "__main__":
    main()
