"""What a sheet's columns seem to be: the map that a person can look at and change."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from wagtail.models import Page

from consultation.importing.answers import guessing
from consultation.importing.answers.mapping import SINGLE, Column, Mapping, Use
from consultation.importing.answers.moments import Order
from consultation.importing.answers.own_export import HELPERS, is_own_export, own_fact
from consultation.importing.answers.page_finding import PageFinder
from consultation.importing.answers.spellings import Spellings
from consultation.importing.answers.survey import MOST_DIFFERENT, Contents, day_first, survey
from consultation.importing.answers.tables import Table, open_table
from consultation.importing.answers.target import Target, target_of
from consultation.importing.answers.wording import same, words
from consultation.responses.definitions import Question

# So much of a column has to name pages before it is taken for the one that does.
SURELY_PAGES = 0.8


def propose_mapping(file: Path, target: Target | Page) -> Mapping:
    """Propose what becomes of the columns of a file; nothing is written.

    Args:
        file: a CSV file or an XLSX workbook.
        target: what it is to be imported to; a consultation's page stands for all its pages.

    Raises:
        AnswersError: the file cannot be read.
    """
    if not isinstance(target, Target):
        target = target_of(target)
    return propose(open_table(file), target)


def propose(table: Table, target: Target) -> Mapping:
    """Propose a map for a table that is open."""
    zone = ZoneInfo(settings.TIME_ZONE)
    orders = (Order(True, zone), Order(False, zone))
    contents, _ = survey(table, orders)
    proposal = _Proposal(table, target, contents)
    columns = proposal.columns()
    dates = [
        each
        for column, each in sorted(
            zip(columns, contents, strict=True), key=lambda pair: pair[0].use != Use.RECEIVED
        )
        if each.is_dates or column.use == Use.RECEIVED
    ]
    first, doubt = day_first(dates)
    mapping = Mapping(
        columns=tuple(columns),
        sheet=table.sheet,
        heading_row=table.heading_row,
        encoding=table.encoding,
        separator=table.separator,
        day_first=first,
        zone=settings.TIME_ZONE,
        doubts=tuple(filter(None, (*table.doubts, *proposal.doubts, doubt))),
        notes=tuple(table.notes),
        losses=tuple(table.losses),
    )
    return _with_pages(mapping, target, contents)


def _with_pages(mapping: Mapping, target: Target, contents: list[Contents]) -> Mapping:
    """Add which page each text in the page's column stands for."""
    column = mapping.of(Use.PAGE)
    if column is None or target.consultation is None:
        return mapping
    texts = contents[mapping.columns.index(column)].different
    finder = PageFinder(target)
    pages: dict[str, str] = {}
    unsure = unknown = 0
    for text in texts.values():
        found = finder.find(text)
        pages[text] = finder.path_of(found.page) if found.page else ""
        unsure += bool(found.page) and not found.sure
        unknown += not found.page
    doubts = list(mapping.doubts)
    if unsure:
        doubts.append(f"Of the pages named, {unsure} were found by likeness: see “pages”.")
    if unknown:
        doubts.append(f"Of the pages named, {unknown} were not found: see “pages”.")
    if len(texts) == MOST_DIFFERENT:
        doubts.append("The page’s column has too many different texts to list all of them.")
    return replace(mapping, pages=pages, doubts=tuple(doubts))


class _Proposal:
    """Proposes columns one after another, none of them for what another is already."""

    def __init__(self, table: Table, target: Target, contents: list[Contents]) -> None:
        self.table, self.target, self.contents = table, target, contents
        self.spellings = Spellings(target)
        self.doubts: list[str] = []
        self.taken: set[tuple[str, str, str, str] | Use] = set()

    def columns(self) -> list[Column]:
        """Return a column for each heading."""
        headings = self.table.headings
        found: list[Column | None] = [None] * len(headings)
        own = is_own_export(headings)
        # What is sure is given away before what is only near.
        for step in (
            self._helper,
            self._fact if not own else self._own_fact,
            self._more,
            self._spelled,
            self._by_answers,
            self._near,
            self._by_contents,
        ):
            for place, heading in enumerate(headings):
                if found[place] is None:
                    column = step(place, heading)
                    if column is not None and self._take(column):
                        found[place] = column
        columns = [each or self._new(place, headings[place]) for place, each in enumerate(found)]
        if not any(column.use == Use.RECEIVED for column in columns):
            self.doubts.append(
                "No column says when answers came: they are stored as received now. Say "
                "“received” in the map to give them a day."
            )
        if self.target.consultation is not None and not any(c.use == Use.PAGE for c in columns):
            self.doubts.append(
                f"No column says which page answers belong to: all of them go to “{self.target}”."
            )
        return columns

    def _take(self, column: Column) -> bool:
        name = column.use if column.use in SINGLE else column.place
        if column.use in (Use.IGNORE, Use.MORE):
            return True
        if name in self.taken:
            return False
        self.taken.add(name)
        return True

    def _helper(self, place: int, heading: str) -> Column | None:
        return Column(heading, Use.IGNORE) if heading in HELPERS else None

    def _own_fact(self, place: int, heading: str) -> Column | None:
        use = own_fact(heading, self.target.page is not None)
        return Column(heading, use) if use else None

    def _fact(self, place: int, heading: str) -> Column | None:
        use = guessing.fact(heading)
        if use == Use.RECEIVED and self._best_moments() != place:
            return None
        if use == Use.PAGE and self.target.consultation is None:
            self._doubt_one_page(place, heading)
            return None
        if use == Use.PAGE and self._best_page() != place:
            return None
        return Column(heading, use) if use else None

    def _doubt_one_page(self, place: int, heading: str) -> None:
        if len(self.contents[place].different) > 1:
            self.doubts.append(
                f"Column “{heading}” seems to name several pages, and all rows go to "
                f"“{self.target}”. Import to the consultation to have them told apart."
            )

    def _best_moments(self) -> int | None:
        """Return the column of moments whose heading says most clearly that it is the one."""
        ranked = [
            (guessing.RECEIVED.index(words(heading)), place)
            for place, heading in enumerate(self.table.headings)
            if words(heading) in guessing.RECEIVED
            # A question may be called so as well.
            and self.spellings.find(heading) is None
            and (self.contents[place].moments or not self.contents[place].filled)
        ]
        return min(ranked)[1] if ranked else None

    @cached_property
    def _finder(self) -> PageFinder:
        return PageFinder(self.target)

    def _pages_found(self, place: int) -> float:
        """Return for how many of a column's texts a page is found, as a share."""
        texts = self.contents[place].different.values()
        return sum(bool(self._finder.find(text).page) for text in texts) / max(len(texts), 1)

    def _best_page(self) -> int | None:
        """Return the column that says most clearly which page is meant."""
        ranked = []
        for place, heading in enumerate(self.table.headings):
            if words(heading) in guessing.PAGE:
                found = self._pages_found(place)
                # A question may be called so as well.
                if found or self.spellings.find(heading) is None:
                    ranked.append((-found, guessing.PAGE.index(words(heading)), place))
        if not ranked:
            return None
        found, _, best = min(ranked)
        # A referrer is no page of ours, where another column names them.
        if not found and any(map(self._names_pages, range(len(self.contents)))):
            return None
        return best

    def _names_pages(self, place: int) -> bool:
        return not self.contents[place].numbers and self._pages_found(place) >= SURELY_PAGES

    def _by_contents(self, place: int, heading: str) -> Column | None:
        """Propose what no heading says and the cells show: when answers came, and to which page."""
        contents = self.contents[place]
        if Use.RECEIVED not in self.taken and contents.is_dates:
            doubt = "Its cells are dates; its heading does not say that answers came then."
            return Column(heading, Use.RECEIVED, doubt=doubt)
        free = self.target.consultation is not None and Use.PAGE not in self.taken
        if free and self._names_pages(place):
            return Column(heading, Use.PAGE, doubt="Its cells name pages; its heading does not.")
        return None

    def _more(self, place: int, heading: str) -> Column | None:
        base, found, part = heading.rpartition(" (part ")
        if found and part.rstrip(")").isdigit() and base in self.table.headings:
            return Column(heading, Use.MORE, of=base)
        return None

    def _spelled(self, place: int, heading: str) -> Column | None:
        column = self.spellings.find(heading, self.table.plain_headings[place])
        return replace(column, heading=heading) if column else None

    def _free(self) -> list[Question]:
        return [
            question
            for question in (*self.spellings.live, *self.spellings.before)
            if (question.key, "", "", "") not in self.taken
        ]

    def _by_answers(self, place: int, heading: str) -> Column | None:
        given = self.contents[place].different
        question = guessing.by_answers(given, self._free())
        if question is None:
            return None
        doubt = f"Its answers are those of “{question.label}”; its heading is not."
        return Column(heading, Use.QUESTION, question.key, doubt=doubt)

    def _near(self, place: int, heading: str) -> Column | None:
        free = {question.key for question in self._free()}
        labels = {label: key for label, key in self.spellings.labels.items() if key in free}
        key = guessing.nearest(self.table.plain_headings[place], labels)
        if key is None:
            return None
        question = self.target.find(key)
        if question is None or not self._may_answer(question, place, heading):
            return None
        label = question.label
        return Column(
            heading, Use.QUESTION, key, doubt=f"This is near to the question “{label}”, not equal."
        )

    def _may_answer(self, question: Question, place: int, heading: str) -> bool:
        """Say whether a column may answer a question that its heading is near to."""
        if guessing.is_personal(heading) and not question.personal:
            return False
        given = self.contents[place].different
        options = {same(option) for option in question.options}
        return not options or not given or len(options & given.keys()) * 2 >= len(given)

    def _new(self, place: int, heading: str) -> Column:
        contents = self.contents[place]
        plain = words(heading)
        addresses = contents.filled and contents.addresses * 2 > contents.filled
        if addresses:
            return Column(heading, Use.EMAIL, personal=True)
        personal = guessing.is_personal(heading)
        if contents.is_long:
            use = Use.LONG_TEXT
        elif contents.filled and contents.numbers and not personal:
            use = Use.NUMBER
        else:
            use = Use.SHORT_TEXT
        doubt = ""
        if plain in guessing.HONEYPOTS and not contents.filled:
            return Column(heading, Use.IGNORE)
        if plain in guessing.HONEYPOTS:
            doubt = "This looks like a field that catches robots, and something stands in it."
        elif personal:
            doubt = "Its heading asks who somebody is, so that it is kept as personal data."
        elif contents.addresses:
            personal = True
            doubt = "Email addresses stand in it, so that it is kept as personal data."
        return Column(heading, use, personal=personal, doubt=doubt)
