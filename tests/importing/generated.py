"""Pages of Markdown by chance: whatever can stand in whatever, each sentence told apart."""

import random

INLINE = (
    "**{}**", "*{}*", '<span style="color:red">{}</span>', "<b>{}</b>", "<u>{}</u>",
    "[{}](https://e.org/x)", "[{}](index.md)", "[{}](missing.md)", "***{}***", "<small>{}</small>",
    '<a href="#x">{}</a>', '<font color="red">{}</font>', "<em><strong>{}</strong></em>",
)  # fmt: skip
ENDINGS = ("apples", "öre", "“quoted”", "5 &lt; 6 &amp; 7", "tea")
KINDS = (
    "plain", "plain", "listed", "numbered", "quote", "box", "fold", "table", "html", "old_html",
    "terms", "code", "heading", "html_table", "figure", "tabs", "division", "picture",
)  # fmt: skip
DEEPEST = 3


def indented(text: str, by: str) -> str:
    return "\n".join(by + line if line.strip() else line for line in text.split("\n"))


class Page:
    """A page by chance.

    Args:
        number: another one for another page, the same for the same.
    """

    def __init__(self, number: int, blocks: int = 12) -> None:
        self.chance, self.number = random.Random(number), number
        self.sentences: list[str] = []
        parts = [f"# {self.say()}", *(self.block(0) for _ in range(blocks))]
        self.text = "\n\n".join(parts) + "\n"

    def say(self) -> str:
        end = self.chance.choice(ENDINGS)
        text = f"Sentence {self.number}x{len(self.sentences)} says {end} plainly."
        self.sentences.append(text.replace("&lt;", "<").replace("&amp;", "&"))
        return text

    def line(self) -> str:
        words = self.say().split(" ")
        if self.chance.random() < 0.7:
            place = self.chance.randrange(2, len(words) - 1)
            words[place] = self.chance.choice(INLINE).format(words[place])
        return " ".join(words)

    def block(self, depth: int) -> str:
        kinds = KINDS if depth < DEEPEST else ("plain", "listed", "code")
        return str(getattr(self, self.chance.choice(kinds))(depth + 1))

    def blocks(self, depth: int, most: int = 3) -> str:
        return "\n\n".join(self.block(depth) for _ in range(self.chance.randint(1, most)))

    def plain(self, depth: int) -> str:
        joint = self.chance.choice(("\n", "  \n", "<br>"))
        return self.line() + joint + self.line()

    def listed(self, depth: int, mark: str = "-") -> str:
        items = []
        for _ in range(self.chance.randint(1, 3)):
            item = f"{mark:<4}{self.line()}"
            if self.chance.random() < 0.5:
                item += "\n\n" + indented(self.block(depth), "    ")
            items.append(item)
        return self.chance.choice(("\n", "\n\n")).join(items)

    def numbered(self, depth: int) -> str:
        return self.listed(depth, "1.")

    def quote(self, depth: int) -> str:
        return "\n".join(f"> {line}".rstrip() for line in self.blocks(depth).split("\n"))

    def box(self, depth: int) -> str:
        head = self.chance.choice(("!!! note", "!!! danger", '!!! tip ""'))
        return f"{head}\n\n{indented(self.blocks(depth), '    ')}"

    def fold(self, depth: int) -> str:
        head = f'{self.chance.choice(("???", "???+"))} note "{self.say()}"'
        return f"{head}\n\n{indented(self.blocks(depth), '    ')}"

    def tabs(self, depth: int) -> str:
        return "\n\n".join(
            f'=== "{self.say()}"\n\n{indented(self.block(depth), "    ")}' for _ in range(2)
        )

    def table(self, depth: int) -> str:
        width = self.chance.randint(1, 3)
        rows = ["| " + " | ".join(self.line() for _ in range(width)) + " |" for _ in range(3)]
        return "\n".join([rows[0], "|" + "---|" * width, *rows[1:]])

    def html(self, depth: int) -> str:
        tag = self.chance.choice(("div", "section", "article", "center", "aside", "main", "footer"))
        say = self.say
        return (
            f'<{tag} class="x"><p>{say()}</p>{say()}<div>{say()}<ul><li>{say()}<li>{say()}'
            f"<ul><li>{say()}</ul></ul>{say()}</div><h3>{say()}</h3><span>{say()}<p>{say()}</p>"
            f'</span><a href="https://e.org"><div>{say()}</div></a></{tag}>'
        )

    def old_html(self, depth: int) -> str:
        say = self.say
        return (
            f"<dl><dt>{say()}<dd>{say()}<p>{say()}</p></dl><blockquote>{say()}<cite>{say()}</cite>"
            f"</blockquote><pre>{say()}\n  {say()}</pre><fieldset><legend>{say()}</legend>"
            f"<label>{say()}</label></fieldset>"
        )

    def terms(self, depth: int) -> str:
        return f"{self.line()}\n:   {self.line()}\n\n{self.line()}\n:   {self.line()}"

    def code(self, depth: int) -> str:
        lines = [self.say().replace("&lt;", "<").replace("&amp;", "&") for _ in range(2)]
        return f"```py\n{lines[0]}\n  {lines[1]}\n```"

    def heading(self, depth: int) -> str:
        return "#" * self.chance.randint(1, 6) + " " + self.line()

    def html_table(self, depth: int) -> str:
        say = self.say
        return (
            f"<table><thead><tr><th>{say()}</th><th rowspan=2>{say()}</th></tr><tr><th>{say()}</th>"
            f"</tr></thead><tbody><tr><td colspan=2><p>{say()}</p><ul><li>{say()}</li></ul></td>"
            f'</tr><tr><td><b>{say()}</b></td><td>{say()}<br>{say()}<img src="no.png" '
            f'alt="{say()}"></td></tr></tbody><tfoot><tr><td>{say()}</td></tr></tfoot></table>'
        )

    def figure(self, depth: int) -> str:
        say = self.say
        return (
            f'<figure><img src="no.png" alt="{say()}"><figcaption>{say()} '
            f'<a href="https://e.org">{say()}</a></figcaption></figure>'
        )

    def division(self, depth: int) -> str:
        return f'<div markdown="1">\n\n{self.line()}\n\n- {self.line()}\n\n</div>'

    def picture(self, depth: int) -> str:
        return f"{self.line()} ![{self.say()}](no.png) {self.line()}"
