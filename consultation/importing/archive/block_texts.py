"""Each kind of block in Markdown, for people."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consultation.importing.archive.escaping import (
    address,
    escape_cell,
    escape_heading,
    escape_inline,
    escape_line,
)
from consultation.importing.archive.rich_text import RichTextWriter, indented, parse
from ideas.tree import AreaBranch

CALLOUTS = {"information": "info", "important": "warning"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What the text of a block is written with.

    Args:
        rich_text: writes the rich texts of this page.
        path: returns the address of a picture or document, as this page names it, by its id.
        name: returns what an area, theme or idea is called, by its model's name and id.
        asked: returns the questions of this page's form in Markdown.
        tree: returns the ideas that the block being written shows.
        anchor: returns the anchor of the heading or outcome that is being written.
    """

    rich_text: RichTextWriter
    path: Callable[[str, Any], str]
    name: Callable[[str, Any], str]
    asked: Callable[[], str]
    tree: Callable[[], list[AreaBranch]]
    anchor: Callable[[], str]

    def admonition(self, sign: str, title: str, text: str) -> str:
        """Return a box with a title and a text in it."""
        quoted = title.replace("\\", "").replace('"', "”")
        return f'{sign} "{quoted}"\n{indented(text)}'


def paragraphs(text: str) -> str:
    """Return a plain text of several lines as paragraphs."""
    parts = [part for part in (text or "").replace("\r\n", "\n").split("\n\n") if part.strip()]
    return "\n\n".join("<br>".join(map(escape_line, part.strip().split("\n"))) for part in parts)


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _heading(value: Any, scene: Scene) -> str:
    level = "#" * int(value["level"][1:])
    return f"{level} {escape_heading(value['text'])} {{#{scene.anchor()}}}"


def _quote(value: Any, scene: Scene) -> str:
    lines = [paragraphs(value["quote"])]
    who = escape_line(value["attribution"])
    if value["source"]:
        who = f"[{who or 'Source'}]({address(value['source'])})"
    if who:
        lines.append(f"— {who}")
    return "\n".join(f"> {line}".rstrip() for line in _joined(*lines).split("\n"))


def _callout(value: Any, scene: Scene) -> str:
    sign = f"!!! {CALLOUTS.get(value['kind'], 'info')}"
    return scene.admonition(sign, value["title"], scene.rich_text.write(value["text"]))


def _details(value: Any, scene: Scene) -> str:
    return _joined(
        *(
            scene.admonition(
                "??? note", item["value"]["summary"], scene.rich_text.write(item["value"]["text"])
            )
            for item in value["items"]
        )
    )


def _picture(value: Any, scene: Scene) -> str:
    image = value["image"]
    path = scene.path("image", image["image"])
    words = "" if image["decorative"] else image["alt_text"]
    alone = f"![{escape_inline(words or '')}]({address(path)})" if path else escape_line(words)
    if not value["caption"]:
        return alone
    caption = escape_line(value["caption"])
    inner = f"{alone}\n\n<figcaption>{caption}</figcaption>"
    return f'<figure markdown="1">\n\n{inner}\n\n</figure>'


def _document(value: Any, scene: Scene) -> str:
    path = scene.path("document", value["document"])
    title = escape_line(value["title"] or scene.name("document", value["document"]))
    link = f"[{title}]({address(path)})" if path else title
    return _joined(link, paragraphs(value["description"]))


def _code(value: Any, scene: Scene) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", value["code"])), default=0))
    return f"{fence}{value['language']}\n{value['code']}\n{fence}"


def _embed(value: Any, scene: Scene) -> str:
    link = f"[{escape_inline(value['title'])}]({address(value['url'])})"
    return _joined(
        link, paragraphs(value["description"]), scene.rich_text.write(value["transcript"])
    )


def _cycle(value: Any, scene: Scene) -> str:
    steps = []
    for number, item in enumerate(value["steps"], 1):
        step = item["value"]
        more = f": {escape_inline(step['text'])}" if step["text"] else ""
        steps.append(f"{number}.  **{escape_inline(step['title'])}**{more}")
    again = "Each step leads to the next, and the last to the first again."
    title = f"**{escape_inline(value['title'])}**"
    return _joined(title, paragraphs(value["introduction"]), "\n".join(steps), again)


def _table(value: Any, scene: Scene) -> str:
    columns = value["table"]["columns"]

    def cell(kind: str, content: Any) -> str:
        if kind == "rich_text":
            return scene.rich_text.line(content or "").replace("|", "\\|")
        return escape_cell("" if content is None else str(content))

    def line(cells: list[str]) -> str:
        return f"| {' | '.join(cells)} |"

    if not columns:
        return escape_line(value["caption"])
    rows = [
        line([cell(kind["type"], each) for kind, each in zip(columns, row["values"], strict=True)])
        for row in value["table"]["rows"]
    ]
    marks = ["---:" if kind["type"] == "numeric" else "---" for kind in columns]
    head = [line([escape_cell(kind["heading"]) for kind in columns]), line(marks)]
    return _joined(f"**{escape_inline(value['caption'])}**", "\n".join([*head, *rows]))


def ideas_text(tree: list[AreaBranch], *, with_ideas: bool = True, full: bool = False) -> str:
    """Return a part of the tree of ideas as a list.

    Args:
        tree: areas with their themes and ideas.
        with_ideas: whether the ideas stand below their themes.
        full: whether their descriptions do too.
    """
    lines = []
    for area in tree:
        lines.append(f"-   **{escape_inline(area.area.name)}**")
        for branch in area.themes:
            lines.append(f"    -   {escape_line(branch.theme.title)}")
            for idea in branch.ideas if with_ideas else ():
                told = f" ({idea.get_status_display()})"
                lines.append(f"        -   {escape_line(idea.wording)}{told}")
                if full and idea.description:
                    words = parse(idea.description).get_text(" ", strip=True)
                    lines[-1] += f"<br>{escape_inline(words)}"
    return "\n".join(lines)


def _of_ideas(
    words: str, *, with_ideas: bool = True, full: bool = False
) -> Callable[[Any, Scene], str]:
    def write(value: Any, scene: Scene) -> str:
        title = f"**{escape_inline(value['title'])}**" if value["title"] else ""
        tree = scene.tree()
        return _joined(title, words, ideas_text(tree, with_ideas=with_ideas, full=full))

    return write


def _outcome(value: Any, scene: Scene) -> str:
    text = scene.rich_text.write
    ideas = [scene.name("idea", item["value"]) for item in value["ideas"]]
    figures = [
        f"{escape_inline(each['value']['number'])} {escape_inline(each['value']['words'])} "
        f"({escape_inline(each['value']['source'])})"
        for each in value["other_figures"]
    ]
    # What comes from the results is reckoned anew wherever it is shown, so it is named only.
    figures += [
        f"{escape_inline(scene.name('idea', each['value']['idea']))}: a figure from the results"
        for each in value["figures"]
    ]
    quotes = [
        f"> {escape_line(each['value']['quote'])} — {escape_inline(each['value']['who'])}"
        for each in value["quotes"]
    ]
    anchor = f" {{#{scene.anchor()}}}"
    return _joined(
        f"## {escape_heading(value['subject'])}{anchor}",
        "**We asked**",
        text(value["asked"]),
        "\n".join(f"-   {escape_line(idea)}" for idea in ideas),
        "**You said**",
        text(value["said"]),
        "\n".join(f"-   {figure}" for figure in figures),
        *quotes,
        "**We did**",
        text(value["did"]),
        f"Why: {escape_inline(value['reason'])}" if value["reason"] else "",
    )


def _ledger(value: Any, scene: Scene) -> str:
    title = f"**{escape_inline(value['title'])}**" if value["title"] else ""
    words = (
        "*The portal showed here how many responses were received, and what became of each of "
        "them. Those that are kept are in data/responses.csv, each with its status.*"
    )
    return _joined(title, words)


def _of_portal(value: Any, scene: Scene) -> str:
    return "*What stood here can be seen in a portal only.*"


def block_text(kind: str, value: Any, scene: Scene) -> str:
    """Return a block in Markdown; of a kind that nobody has taught it, that something stood there.

    Args:
        kind: the block's kind.
        value: its raw value.
        scene: what it is written with.
    """
    return WRITERS.get(kind, _of_portal)(value, scene)


def _form(value: Any, scene: Scene) -> str:
    return _joined(
        f"## {escape_heading(value['heading'])} {{#feedback}}",
        scene.rich_text.write(value["introduction"]),
        scene.asked(),
    )


WRITERS: dict[str, Callable[[Any, Scene], str]] = {
    "heading": _heading,
    "rich_text": lambda value, scene: scene.rich_text.write(value),
    "quote": _quote,
    "callout": _callout,
    "details": _details,
    "image": _picture,
    "code": _code,
    "document": _document,
    "embed": _embed,
    "cycle": _cycle,
    "table": _table,
    "area_table": _of_ideas("", with_ideas=False),
    "idea_overview": _of_ideas(""),
    "idea_list": _of_ideas("", full=True),
    "idea_results": _of_ideas(
        "*The portal showed here, in figures, what was said about these ideas. What was said is "
        "in data/responses.csv.*"
    ),
    "outcome": _outcome,
    "ledger_figures": _ledger,
    "feedback_form": _form,
}
