"""The ideas and themes that a question asks about, compared."""

from collections.abc import Iterator

from consultation.common.wording import same_wording
from consultation.responses.definitions import Question, QuestionType, Row
from consultation.workflow.snapshots.changes import Change, Kind, named


def row_reworded(key: str, old: str, new: str, row: str, where: str = "") -> Change:
    """Return the change of an idea's wording.

    Args:
        key: the question's key, or "" for all questions.
        old: the wording as it was.
        new: as it is now.
        row: the idea's code.
        where: in which question, as the sentence begins, or "".
    """
    return Change(
        Kind.ROW_REWORDED,
        f"{where}“{old}” now reads “{new}”.",
        key,
        rows=(row,),
        breaks=not same_wording(old, new),
    )


def compare_rows(old: Question, new: Question) -> Iterator[Change]:
    """Yield what changed in what a question asks about, and how.

    Scores and judgements of one idea do not depend on the others. Picks do: whoever
    picks some leaves the others out.
    """
    before = {row.key: row for row in old.rows}
    after = {row.key: row for row in new.rows}
    picks = new.type == QuestionType.IDEA_PICKS
    come = [row for key, row in after.items() if key not in before]
    gone = [row for key, row in before.items() if key not in after]
    if come:
        sentence = f"“{new.label}” also asks about {_named(come, 'more ')}."
        yield Change(Kind.ROWS_ADDED, sentence, old.key, breaks=picks and bool(before))
    if gone:
        yield Change(
            Kind.ROWS_REMOVED,
            f"“{new.label}” no longer asks about {_named(gone)}.",
            old.key,
            rows=() if picks else tuple(row.key for row in gone),
            breaks=True,
        )
    for key, row in after.items():
        if key in before and before[key].label != row.label:
            where = f"In “{new.label}”: "
            yield row_reworded(old.key, before[key].label, row.label, key, where)
    if _order(old, after) != _order(new, before):
        yield Change(
            Kind.ROW_ORDER,
            f"“{new.label}” asks about the ideas in another order or under other headings.",
            old.key,
        )
    if old.with_comment != new.with_comment:
        has = "now has" if new.with_comment else "no longer has"
        sentence = f"“{new.label}” {has} room for a comment on each idea."
        yield Change(Kind.COMMENTS, sentence, old.key)
    if old.at_most != new.at_most:
        now = f"{new.at_most} ideas at most" if new.at_most else "any number of ideas"
        then = f"{old.at_most} at most" if old.at_most else "without a limit"
        yield Change(
            Kind.LIMITS, f"“{new.label}” now takes {now}; it was {then}.", old.key, breaks=True
        )


def _named(rows: list[Row], more: str = "") -> str:
    labels = named(row.label for row in rows)
    if len(rows) == 1:
        return labels
    things = "themes" if rows[0].key.startswith("theme-") else "ideas"
    return f"{len(rows)} {more}{things}: {labels}"


def _order(question: Question, others: dict[str, Row]) -> list[tuple[str, str]]:
    """Return the rows that both versions have, with their headings, in their order."""
    return [(row.key, row.group) for row in question.rows if row.key in others]
