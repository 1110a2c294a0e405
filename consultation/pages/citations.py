"""What outcomes cite, fetched for a whole page at once: ideas, figures, quotes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.common.text import comma_separated, semicolon_separated
from consultation.responses.publication.services import Words, published_words
from consultation.responses.results.idea_results import MEAN, IdeaResult, label_of, parse_metric
from consultation.responses.results.public_results import SMALLEST_GROUP
from ideas.models import Idea, IdeaSet
from ideas.tree import AreaBranch

# The ideas of a set, or of the page's consultation.
Tree = Callable[[IdeaSet | None], list[AreaBranch]]


class Figure(NamedTuple):
    """A number, "" if there is none to show, with the words that follow it.

    Without a source it was calculated from the responses.
    """

    number: str
    words: str
    source: str = ""


class Quote(NamedTuple):
    """A quote from a response, published with consent, or from elsewhere."""

    words: str
    who: str
    said_at: str = ""
    is_answer: bool = False
    is_redacted: bool = False


def _figure(block: Any, idea: Idea, result: IdeaResult | None) -> Figure:
    # Words that follow a number are shown below or next to it.
    note = block["note"] or ""
    asked = parse_metric(block["measure"] or "")
    if asked is None:
        number = result.number if result else 0
        if note:
            # Translators: this follows the number of responses.
            words = ngettext(
                "response says something about “%(idea)s” (%(note)s)",
                "responses say something about “%(idea)s” (%(note)s)",
                number,
            )
        else:
            # Translators: this follows the number of responses.
            words = ngettext(
                "response says something about “%(idea)s”",
                "responses say something about “%(idea)s”",
                number,
            )
        return Figure(number_format(number), words % {"idea": idea.wording, "note": note})
    kind, key, label, answer = asked
    about = {"question": label_of(label), "idea": idea.wording, "answer": label_of(answer)}
    scales = result.scales if result else []
    scale = next((s for s in scales if (s.kind, s.key, s.label) == (kind, key, label)), None)
    if scale is None:
        words = _("No answers to “%(question)s” about “%(idea)s”: too few for a figure")
        return Figure("", words % about)
    if not scale.counts:
        words = ngettext(
            "Fewer than %(limit)s answer to “%(question)s” about “%(idea)s”: too few for a figure",
            "Fewer than %(limit)s answers to “%(question)s” about “%(idea)s”: too few for a figure",
            SMALLEST_GROUP,
        )
        return Figure("", words % {**about, "limit": SMALLEST_GROUP})
    # The editor's note explains the ends of the scale better than the scale itself.
    explained = note or comma_separated(
        _("%(step)s: %(meaning)s") % {"step": step, "meaning": meaning}
        for step, meaning in scale.ends
    )
    answers = ngettext("%(count)s answer", "%(count)s answers", scale.total)
    answers %= {"count": number_format(scale.total)}
    about["details"] = semicolon_separated(filter(None, (explained, answers)))
    if answer == MEAN:
        # Translators: this follows the average.
        words = _("on average at “%(question)s” (%(details)s) for “%(idea)s”")
        return Figure(number_format(str(scale.mean)), words % about)
    share = next((bar.share for bar in scale.bars if bar.answer == answer), "0%")
    # Translators: this follows the share of people, such as 40%.
    words = _("answered “%(answer)s” to “%(question)s” (%(details)s) about “%(idea)s”")
    return Figure(share, words % about)


def answers_quoted(outcomes: Iterable[Any]) -> set[int]:
    """Return the keys of the published answers that outcomes quote."""
    return {quote["answer"].pk for each in outcomes for quote in each["quotes"] if quote["answer"]}


def _quote(block: Any, published: dict[int, Words]) -> Quote | None:
    """Return what readers may see of a quote; None if that is nothing."""
    who = block["who"] or ""
    if block["answer"]:
        words = published.get(block["answer"].pk)
        if words is None:
            return None
        return Quote(words.text, who or words.who, is_answer=True, is_redacted=words.is_redacted)
    if not block["checked"] or not block["said_at"]:
        return None
    return Quote(block["quote"] or "", who, block["said_at"])


def ideas_measured(outcomes: Iterable[Any], tree: Tree) -> set[str]:
    """Return the keys of the ideas from whose results outcomes cite figures."""
    measured = set()
    for outcome in outcomes:
        cited = {block["idea"].pk for block in outcome["figures"] if block["idea"]}
        ideas = (idea for idea, _url in _ideas(tree(outcome.get("idea_set"))))
        measured |= {idea.row_key for idea in ideas if idea.pk in cited}
    return measured


def _ideas(tree: Iterable[AreaBranch]) -> Iterator[tuple[Idea, str]]:
    """Yield ideas with their addresses, "" for one whose theme has no page."""
    for branch in (branch for area in tree for branch in area.themes):
        for idea in branch.ideas:
            yield idea, f"{branch.url}#{idea.anchor}" if branch.url else ""


def cite(outcomes: list[Any], tree: Tree, results: Mapping[str, IdeaResult]) -> None:
    """Fetch what outcomes cite, by one query for the quotes of all.

    An idea is shown if readers may see it, a figure only if its idea is shown. Words from a
    response are shown while they are published, it counts and its consent is valid: an analyst
    who excludes or erases it takes them off the page.
    """
    published = published_words(answers_quoted(outcomes))
    for outcome in outcomes:
        shown = {idea.pk: (idea, url) for idea, url in _ideas(tree(outcome.get("idea_set")))}
        ideas = (idea for idea in outcome["ideas"] if idea)
        outcome.ideas_cited = [shown[idea.pk] for idea in ideas if idea.pk in shown]
        outcome.figures_cited = []
        for block in outcome["figures"]:
            if block["idea"] and block["idea"].pk in shown:
                idea, _url = shown[block["idea"].pk]
                outcome.figures_cited.append(_figure(block, idea, results.get(idea.row_key)))
        for block in outcome["other_figures"]:
            figure = Figure(block["number"], block["words"], block["source"])
            outcome.figures_cited.append(figure)
        quotes = (_quote(block, published) for block in outcome["quotes"])
        outcome.quotes_cited = [quote for quote in quotes if quote]
