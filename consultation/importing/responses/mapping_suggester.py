"""What a spreadsheet's columns seem to be: the mapping that a person can look at and change."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from consultation.importing.personal_data import asks_for_personal_data
from consultation.importing.responses.cell_conversion import convert_cell, tick_of
from consultation.importing.responses.columns import ABSENT, STEPS, ColumnProfile
from consultation.importing.responses.destination import Destination, PageMatcher
from consultation.importing.responses.mapping import Column, Mapping, Use
from consultation.importing.responses.tables import HELPERS, Table, own_columns
from consultation.responses.definitions import Question, QuestionType, idea_cells

# What a column is called that says when a response came, surely and perhaps, and to which page.
_SENT = r"(?:submission|submitted|submit|completion|completed|response|recorded|ended|end|received)"
_RECEIVED = re.compile(
    rf"time ?stamp|{_SENT} ?(?:date|time)(?: ?time)?|(?:date|time)(?: ?time)? ?(?:created|{_SENT})|"
    r"(?:submitted|received|created|completed|ended)(?: at| on)?"
)
_PERHAPS_RECEIVED = re.compile(r"(?:start ?)?(?:date|time)(?: and)?(?: ?time)?|when")
_PAGE = re.compile(r"page(?: title| url| address| path)?|url|path")
# What hand-written forms call the questions that most consultations have, by type or by key.
ALIASES = {
    QuestionType.REFLECTION: ("nature", "reflection", "type of feedback"),
    QuestionType.ROLE: ("role", "job role", "your role"),
    QuestionType.EMAIL: ("email", "email address", "your email"),
    "organisation": ("org", "organization"),
}
# As the portal's own exports call the columns before the answers. In another portal a page and its
# consultation have other numbers.
OWN_USES = {
    "Received": Use.RECEIVED,
    "Reference": Use.REFERENCE,
    "Page": Use.PAGE,
    "Status": Use.STATUS,
    "Reason for status": Use.REASON,
    "Source": Use.SOURCE,
    "Arrived just after closing": Use.LATE,
}
# “1.”, “Q2)”, “(optional)”
_ASIDE = re.compile(
    r"^\s*q?\d+[a-z]?[.):]\s|"
    r"[(\[]\s*(?:optional|required|mandatory|please|select|choose|tick)[^)\]]*[)\]]"
)
# How hand-written forms name their controls: gs-summary, mf-role, frm_email.
_PREFIX = re.compile(r"(?:[a-z]{1,4}|form|field|input|question|feedback)[-_](?=[a-z])")
# “Which tools? [Maps]”, “2: Which tools?: Maps”, “Which tools? - Maps”
_OPTION = re.compile(
    r"(?P<of>(?:[a-z]?\d+[a-z]?[.:)] )?.+?) ?(?:\[(?P<inside>.+)\]|(?:: | - | – )(?P<after>.+))",
    re.IGNORECASE,
)
# How alike two wordings have to be, of 100; short ones of another meaning may be alike by chance.
SAME, ALIKE, SHORT, ALIKE_IF_SHORT = 100, 87, 15, 93
# Such a share of a column's values has to be options of a question, or names of pages.
MOSTLY, HALF = 0.8, 0.5
# So many of its values, the commonest, tell what a column is.
COMPARED = 100


class Candidate(NamedTuple):
    """A question, or a part of one, that a column may answer, with the names that it may have."""

    question: Question
    names: frozenset[str]
    part: dict[str, str]


def words(text: str) -> str:
    """Return the words of a heading: equal for “2. Your role *” and “your_role (required)”."""
    plain = default_process(_ASIDE.sub(" ", text.lower()).replace("_", " "))
    return " ".join(plain.split()) or text.strip().lower()


def suggest_mapping(
    table: Table, destination: Destination, profiles: Sequence[ColumnProfile]
) -> Mapping:
    """Return a mapping for a spreadsheet; the report says what else to check."""
    matcher, pages = PageMatcher(destination, {}), {}
    columns = _Suggester(table, destination, profiles, matcher).columns()
    places = {column.becomes: place for place, column in enumerate(columns)}
    doubts = []
    if Use.RECEIVED not in places:
        doubts.append(
            "No column says when the responses came. They are stored as received today unless you "
            "enter a date."
        )
    if destination.is_consultation and Use.PAGE not in places:
        doubts.append(
            f"No column says which page the responses answer. All of them go to “{destination}”."
        )
    elif destination.is_consultation:
        values = profiles[places[Use.PAGE]].values
        pages = {text: str(matcher.find(text) or "") for text in values}
        if unknown := list(pages.values()).count(""):
            doubts.append(f"Pages that were not found: {unknown}. Their rows are rejected.")
    for doubt in doubts:
        table.report.doubt(table.place, doubt)
    return Mapping(columns=tuple(columns), sheet=table.sheet, pages=pages)


class _Suggester:
    def __init__(
        self,
        table: Table,
        destination: Destination,
        profiles: Sequence[ColumnProfile],
        matcher: PageMatcher,
    ) -> None:
        self._headings, self._profiles = table.headings, profiles
        self._destination, self._matcher = destination, matcher
        # What each heading may say.
        self._names = [
            {words(heading), words(_PREFIX.sub("", heading.lower(), count=1))}
            for heading in table.headings
        ]
        self._found: dict[int, Column] = {}
        self._taken: set[tuple[str, ...]] = set()

    def columns(self) -> list[Column]:
        """Return what each column becomes: first what is sure, last what is new."""
        own = own_columns(self._headings)
        for place, heading in enumerate(self._headings):
            name = own.get(place, "")
            if name or heading in HELPERS:
                is_page = name == "Page" and not self._destination.is_consultation
                self._take(place, Use.IGNORE if is_page else OWN_USES.get(name, Use.IGNORE))
        candidates = list(self._candidates())
        self._take_by_headings(candidates, SAME)
        self._take_facts()
        self._take_by_headings(candidates, ALIKE)
        self._take_by_values(candidates)
        self._take_groups()
        for place in self._free():
            self._take_new(place)
        return [self._found[place] for place in range(len(self._headings))]

    def _free(self) -> list[int]:
        return [place for place in range(len(self._headings)) if place not in self._found]

    def _take(self, place: int, becomes: Use, **more: Any) -> None:
        """Settle what a column becomes, unless another one is that already."""
        dates = self._profiles[place].dates
        if dates.doubtful and not dates.is_exchanged:
            more["dates"] = dates.proven_order
        column = Column(heading=self._headings[place], becomes=becomes, **more)
        if place not in self._found and column.identity not in self._taken:
            self._taken.add(column.identity)
            self._found[place] = column

    def _take_facts(self) -> None:
        """Find the columns that say when a response came, and to which page."""
        for pattern in (_RECEIVED, _PERHAPS_RECEIVED):
            for place in self._free():
                is_time = self._profiles[place].dated or self._profiles[place].is_numbers
                if is_time and any(map(pattern.fullmatch, self._names[place])):
                    self._take(place, Use.RECEIVED)
        filled = [place for place in self._free() if self._profiles[place].filled]
        named = [place for place in filled if any(map(_PAGE.fullmatch, self._names[place]))]
        if named and self._destination.is_consultation:
            self._take(max(named, key=self._share_of_pages), Use.PAGE)

    def _candidates(self) -> Iterator[Candidate]:
        for question in self._destination.questions:
            label, key = question.label, question.key
            if question.type not in QuestionType.GRIDS:
                aliases = (*ALIASES.get(question.type, ()), *ALIASES.get(key, ()))
                yield _candidate(
                    question, [key, label, f"{label} {key}", f"rate {label}", *aliases]
                )
            is_several = question.type == QuestionType.SEVERAL_CHOICES
            for option in question.options if is_several else ():
                yield _candidate(question, [f"{label} {option}", f"{key} {option}"], option=option)
            scales = {scale.key: scale.label for scale in question.scales}
            labels = {row.key: row.label for row in question.rows}
            for cell in idea_cells(question):
                scale = scales.get(cell.scale, cell.scale)
                names = [f"{label} {cell.label}", f"{key} {cell.row} {cell.scale}"]
                for name in (cell.row, labels[cell.row]):
                    names += [f"{name} {scale}", f"{scale} {name}", f"{label} {name} {scale}"]
                    # The name alone is enough where it is all that is asked of it.
                    if len(scales) < 2 and cell.scale in ("", *scales):
                        names += [name, f"{label} {name}", f"rate {name}"]
                yield _candidate(question, names, row=cell.row, scale=cell.scale)

    def _take_by_headings(self, candidates: Sequence[Candidate], least: float) -> None:
        """Give each column what its heading is most like, the likest first."""
        scored = [
            (self._score(place, candidate, least), -order, -place)
            for place in self._free()
            for order, candidate in enumerate(candidates)
        ]
        for score, order, place in sorted(scored, reverse=True):
            if score >= least:
                doubt = "" if score == SAME else "Its heading is not quite that of the question."
                self._take(
                    -place,
                    Use.QUESTION,
                    key=candidates[-order].question.key,
                    doubt=doubt,
                    **candidates[-order].part,
                )

    def _score(self, place: int, candidate: Candidate, least: float) -> float:
        """Return how much a column looks like a candidate, of 100; 0 if it cannot be that."""
        own, question = self._names[place], candidate.question
        if own & candidate.names:
            return SAME
        is_personal = asks_for_personal_data(self._headings[place])
        if least == SAME or (is_personal and not question.is_personal):
            return 0
        score = max(_alike(each, name) for each in own for name in candidate.names)
        is_other = score and question.options and self._share_of_options(place, question) < HALF
        return 0 if is_other else score

    def _share(self, place: int, fits: Callable[[str], bool]) -> float:
        """Return the share of a column's commonest values that fit."""
        values = self._profiles[place].common_values(COMPARED)
        return sum(map(fits, values)) / max(len(values), 1)

    def _share_of_pages(self, place: int) -> float:
        return self._share(place, lambda value: self._matcher.find(value) is not None)

    def _share_of_options(self, place: int, question: Question) -> float:
        column = Column(heading="", becomes=Use.QUESTION)
        return self._share(place, lambda value: not convert_cell(value, question, column).rest)

    def _take_by_values(self, candidates: Sequence[Candidate]) -> None:
        """Find what only the cells show: a choice by its options, a time and a page."""
        choices = {each.question.key: each.question for each in candidates if not each.part}
        for place in self._free():
            profile = self._profiles[place]
            fitting = [
                key
                for key, question in choices.items()
                if question.options
                and (Use.QUESTION, key, "", "", "") not in self._taken
                and len(profile.values) > 1
                and self._share_of_options(place, question) >= MOSTLY
            ]
            if len(fitting) == 1:
                doubt = "Its answers are the options of this question."
                self._take(place, Use.QUESTION, key=fitting[0], doubt=doubt)
            elif profile.is_dates:
                doubt = "Its cells are dates. Its heading does not say that responses came then."
                self._take(place, Use.RECEIVED, doubt=doubt)
            elif (
                self._destination.is_consultation
                # A number may be that of a page by chance.
                and not profile.is_numbers
                and self._share_of_pages(place) >= MOSTLY
            ):
                doubt = "Its cells name pages. Its heading does not say so."
                self._take(place, Use.PAGE, doubt=doubt)

    def _take_groups(self) -> None:
        """Make one choice of columns that each tick one option of the same question."""
        groups: defaultdict[str, dict[int, str]] = defaultdict(dict)
        for place in self._free():
            found = _OPTION.fullmatch(self._headings[place])
            name = (found["inside"] or found["after"]) if found else ""
            given = self._profiles[place].common_values(COMPARED)
            ticks = {tick_of(each, name) for each in given if each.upper() not in ABSENT}
            if found and ticks <= {True, False}:
                groups[found["of"]][place] = name
        for of, options in groups.items():
            filled = [place for place in options if self._profiles[place].filled]
            for place in options if len(filled) > 1 else ():
                has_absent = self._profiles[place].absent > 0
                doubt = "Cells with “N/A” count as not ticked." if has_absent else ""
                self._take(place, Use.SEVERAL_CHOICES, of=of, option=options[place], doubt=doubt)

    def _take_new(self, place: int) -> None:
        """Make a column a new question."""
        profile = self._profiles[place]
        is_personal = profile.addresses > 0 or asks_for_personal_data(self._headings[place])
        use = Use.LONG_TEXT if profile.is_long else Use.SHORT_TEXT
        options: tuple[str, ...] = ()
        # Options are public, so a name must not become one.
        several = () if is_personal else profile.options(several=True)
        single = () if is_personal else profile.options(several=False)
        if not profile.filled:
            use, is_personal = Use.IGNORE, False
        elif profile.addresses > HALF * profile.filled:
            use = Use.EMAIL
        elif several:
            use, options = Use.SEVERAL_CHOICES, several
        elif profile.is_numbers and not (is_personal or (single and STEPS.issuperset(single))):
            use = Use.NUMBER
        elif profile.is_dates and not profile.timed:
            use = Use.DATE
        elif single:
            use, options = Use.SINGLE_CHOICE, single
        doubt = "It seems to say who answered, so it is kept as personal data."
        doubt = doubt if is_personal and use != Use.EMAIL else ""
        self._take(place, use, personal=is_personal, options=options, doubt=doubt)


def _candidate(question: Question, names: Sequence[str], **part: str) -> Candidate:
    return Candidate(question, frozenset(map(words, names)), part)


def _alike(one: str, other: str) -> float:
    """Return how alike two wordings are, of 100; 0 if they are not alike enough."""
    # “Idea 1” and “Idea 2” are as alike as can be.
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0
    shorter, longer = sorted((one, other), key=len)
    if " " in shorter and f" {shorter} " in f" {longer} " and len(longer) < 3 * len(shorter):
        return ALIKE
    found = fuzz.token_sort_ratio(one, other)
    needed = ALIKE if len(shorter) >= SHORT else ALIKE_IF_SHORT
    return min(found, SAME - 1) if found >= needed else 0
