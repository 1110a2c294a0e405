"""Prints how easy the handbook and the public templates are to read: `make reading-ease`.

The formula is Rudolf Flesch's, "A new readability yardstick", Journal of Applied Psychology 32
(1948): 206.835 - 1.015 * words per sentence - 84.6 * syllables per word. 60 to 70 is plain English,
which pupils of 13 to 15 understand. Only whole sentences count: headings, labels and cells of a
table without a full stop would make a text look easier than it is.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from bs4 import BeautifulSoup
from markdown import Markdown

from home.checks.reading_level import count_syllables, split_sentences

PROJECT = Path(__file__).resolve().parents[2]
LEAST = 60
# With fewer sentences than this the formula says nothing about a template.
FEWEST_SENTENCES = 3
PUBLIC = ("*.html", "components/**/*.html", "pages/**/*.html", "respond/**/*", "home/setup/*.html")
BLOCKS = ["p", "li", "td", "th", "dt", "dd", "div", "h1", "h2", "h3", "legend", "label", "summary"]

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
_SENTENCE = re.compile(r"[.!?:][”’\")\]]*$")
_COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.DOTALL)
_TRANSLATED = re.compile(r"{% (?:trans|translate) \"(.*?)\".*?%}")
_VALUE = re.compile(r"{{.*?}}")
_TAG = re.compile(r"{%.*?%}", re.DOTALL)


def sentences_of(html: str) -> list[str]:
    """Return the whole sentences of some HTML."""
    soup = BeautifulSoup(html, "html.parser")
    for ignored in soup.select("script, style, svg, pre, title"):
        ignored.decompose()
    for block in soup.find_all(BLOCKS):
        block.insert_before("\n\n")
        block.insert_after("\n\n")
    passages = [" ".join(passage.split()) for passage in re.split(r"\n\s*\n", soup.get_text())]
    sentences = [each for passage in passages for each in split_sentences(passage)]
    return [each for each in sentences if _SENTENCE.search(each)]


def reading_ease(sentences: list[str]) -> float:
    """Return Flesch's figure for these sentences."""
    words = [word for each in sentences for word in _WORD.findall(each)]
    syllables = sum(map(count_syllables, words))
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)


def handbook_pages() -> Iterator[tuple[str, list[str]]]:
    """Yield each English page of the handbook with its sentences."""
    for file in sorted((PROJECT / "docs" / "handbook" / "en").glob("*.md")):
        markdown = Markdown(extensions=["tables", "sane_lists"])
        yield file.name, sentences_of(markdown.convert(file.read_text("utf-8")))


def public_templates() -> Iterator[tuple[str, list[str]]]:
    """Yield each template that the public sees with its sentences, if it has enough of them."""
    folder = PROJECT / "templates"
    for file in sorted({file for pattern in PUBLIC for file in folder.glob(pattern)}):
        if file.is_dir():
            continue
        text = _COMMENT.sub("", file.read_text("utf-8"))
        # What a template fills in counts as one short word.
        text = _TAG.sub(" ", _VALUE.sub("it", _TRANSLATED.sub(r"\1", text)))
        sentences = sentences_of(text)
        if len(sentences) >= FEWEST_SENTENCES:
            yield str(file.relative_to(folder)), sentences


def main() -> None:
    """Print a figure for each text, and the average of each kind."""
    for title, texts in (("Handbook", handbook_pages()), ("Public templates", public_templates())):
        figures = {name: reading_ease(sentences) for name, sentences in texts}
        print(f"{title}: {mean(figures.values()):.1f} on average, at least {LEAST} is wanted")
        for name, figure in figures.items():
            print(f"  {figure:5.1f}  {name}")


if __name__ == "__main__":
    main()
