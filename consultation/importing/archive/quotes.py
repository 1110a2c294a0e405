"""Published answers that a page quotes, as words: an archive holds no response to ask."""

from typing import Any

from consultation.responses.publication.services import Words, published_words

SAID_HERE = "In a response to this consultation"


def with_public_words(outcome: Any) -> Any:
    """Return an outcome's raw value with the words of each answer that it quotes.

    What readers do not see at present is left out.

    Args:
        outcome: the value as the block prepares it for the database.
    """
    quotes = outcome["quotes"]
    published = published_words(
        [each["value"]["answer"] for each in quotes if each["value"]["answer"]]
    )
    kept = [
        item | {"value": _in_words(item["value"], published)}
        for item in quotes
        if not item["value"]["answer"] or item["value"]["answer"] in published
    ]
    return outcome | {"quotes": kept}


def _in_words(quote: dict[str, Any], published: dict[int, Words]) -> dict[str, Any]:
    if not quote["answer"]:
        return quote
    words = published[quote["answer"]]
    return {
        "answer": None,
        "quote": words.text,
        "said_at": SAID_HERE,
        "checked": True,
        "who": quote["who"] or words.who,
    }
