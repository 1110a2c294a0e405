"""Lists the texts that are not marked for translation: python -m tests.wording.marked_texts [PATH].

In templates: text, attributes that people read, and texts in quotes inside of tags. In Python:
whatever is given to a known place of text, and other strings that read like a sentence.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from django.template.base import Lexer, TokenType

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = ("coe_site", "consultation", "home", "ideas", "templates", "static/js")
EXEMPT = (
    # Marked last.
    "consultation/importing/", "templates/importing/",
    # The demonstration's own content.
    "home/demo/",
    # For developers and for those who run the server.
    "coe_site/settings/", "coe_site/gunicorn.py", "coe_site/logs.py",
    # For machines.
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

_LETTERS = re.compile(r"[^\W\d_]{2,}")
# A capital and further words, or at least four words.
_SENTENCE = re.compile(
    r"\W*[A-Z][a-z’']*(?: | ?—| ?–).*[a-z]|[a-z’']+(?:,? [a-z’']+){3,}", re.DOTALL
)
_HTML = re.compile(r"<[^>]*>|&\w+;|&#\d+;")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdr]|\{[^}]*\}")
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
    return _PLACEHOLDER.sub(" ", _HTML.sub(" ", text))


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
                if not isinstance(each, ast.Constant):
                    self.note(node, f"{ast.unparse(node)}: not a plain text")
            return
        if owner in LOGGERS or (name in NOT_FOR_PEOPLE and owner not in MESSAGE_OWNERS):
            return
        if name in SPEAKERS or (name in MESSAGES and owner in MESSAGE_OWNERS):
            for each in node.args[name == "add_error" :]:
                self.place(each)
        for keyword in node.keywords:
            self._keyword(keyword)
        self.generic_visit(node)

    def _keyword(self, keyword: ast.keyword) -> None:
        if keyword.arg in PLACES:
            self.place(keyword.value)
        elif keyword.arg == "error_messages" and isinstance(keyword.value, ast.Dict):
            for each in keyword.value.values:
                self.place(each)

    def visit_Assign(self, node: ast.Assign) -> None:
        if any(_name(target) in PLACES for target in node.targets):
            self.place(node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if _name(node.target) in PLACES:
            self.place(node.value)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
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
        if text and _SENTENCE.match(_plain(text)):
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
        if _LETTERS.search(text):
            self.found.append((line or self.getpos()[0], text.strip()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._ignored += tag in ("script", "style")
        for name, value in given.items():
            is_read = name in READ_ATTRIBUTES
            is_read |= name == "value" and given.get("type") in BUTTONS
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
    if name in TAGS_OF_NAMES:
        return
    for found in _QUOTED.finditer(contents):
        text = found["text"]
        if not found["mark"] and re.match(r"[A-Z“][a-z’]+\b(?![./]\w)", text):
            yield text


def unmarked_in_template(source: str, *, is_html: bool = True) -> list[tuple[int, str]]:
    """Return the lines and texts of a template that are not marked."""
    found: list[tuple[int, str]] = []
    kept, until = [], ""
    for token in Lexer(source).tokenize():
        contents = token.contents
        raw = contents
        if token.token_type != TokenType.TEXT:
            # The same number of lines, since `contents` has them as they were.
            raw = "\n" * contents.count("\n")
        if token.token_type == TokenType.BLOCK:
            name = contents.split(maxsplit=1)[0] if contents else ""
            if name == until:
                until = ""
            elif not until and name in ("blocktranslate", "blocktrans", "comment"):
                until = f"end{name}"
            if name not in ("translate", "trans", "comment") and not name.startswith("block"):
                found += [(token.lineno, text) for text in _quoted_in_tag(contents)]
        elif token.token_type == TokenType.VAR:
            found += [(token.lineno, text) for text in _quoted_in_tag(f"var {contents}")]
        elif token.token_type == TokenType.TEXT and until:
            raw = "\n" * contents.count("\n")
        kept.append(raw)
    text = "".join(kept)
    if is_html:
        parser = _Html()
        parser.feed(text)
        parser.close()
        found += parser.found
    else:
        lines = enumerate(text.splitlines(), start=1)
        found += [(number, line.strip()) for number, line in lines if _LETTERS.search(line)]
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
