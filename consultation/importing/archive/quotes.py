"""Published answers that a page quotes, as words: an archive holds no response to ask."""

from typing import Any

from consultation.responses.publication.services import published_words

SAID_HERE = "In a response to this consultation"


def public_body(page: Any) -> list[dict[str, Any]]:
    """Return a page's blocks as it stores them, but with the words of each answer it quotes.

    What readers do not see at present is left out.
    """
    return [
        block | {"value": block["value"] | {"quotes": _in_words(block["value"].get("quotes"))}}
        if block["type"] == "outcome"
        else block
        for block in page.body.raw_data
    ]


def _in_words(items: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    # Items of a list are stored with an id, or without.
    quotes = [item.get("value", item) for item in items or ()]
    words = published_words([quote["answer"] for quote in quotes if quote.get("answer")])
    told = []
    for quote in quotes:
        said = words.get(quote.get("answer"))
        if said is not None:
            quote = {
                "answer": None,
                "quote": said.text,
                "said_at": SAID_HERE,
                "checked": True,
                "who": quote.get("who") or said.who,
            }
        if not quote.get("answer"):
            told.append(quote)
    return told
