"""What a spreadsheet's columns seem to be: the mapping that a person can look at and change."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from consultation.common.spreadsheets import SheetRows
from consultation.importing.personal_data import asks_for_personal_data
from consultation.importing.responses.cell_conversion import convert_cell, tick_of
from consultation.importing.responses.columns import ABSENT, STEPS, ColumnProfile
from consultation.importing.responses.destination import Destination, PageMatcher
from consultation.importing.responses.mapping import Column, Mapping, Use
from consultation.importing.responses.tables import helpers
from consultation.responses.definitions import Question, QuestionType, are_metadata

# What a column is called that says when a response came, surely and perhaps, and to which page.
_SENT = r"(?:submission|submitted|submit|completion|completed|response|recorded|ended|end|received)"
_RECEIVED = re.compile(
    rf"time ?stamp|{_SENT} ?(?:date|time)(?: ?time)?|(?:date|time)(?: ?time)? ?(?:created|{_SENT})|"
    r"(?:submitted|received|created|completed|ended)(?: at| on)?"
)
_PERHAPS_RECEIVED = re.compile(r"(?:start ?)?(?:date|time)(?: and)?(?: ?time)?|when")
_PAGE = re.compile(r"page(?: title| url| address| path)?|url|path")
# What the first columns of a portal's own exports are imported as, in the order of `METADATA`. In
# another portal a page and its consultation have other numbers.
OWN_USES = (
    Use.RECEIVED, Use.REFERENCE, Use.IGNORE, Use.PAGE, Use.IGNORE, Use.STATUS, Use.REASON,
    Use.IGNORE, Use.IGNORE,
)  # fmt: skip
# “1.”, “Q2)”, “(optional)”
_ASIDE = re.compile(
    r"^\s*q?\d+[a-z]?[.):]\s|"
    r"[(\[]\s*(?:optional|required|mandatory|please|select|choose|tick)[^)\]]*[)\]]"
)
# How hand-written forms name their controls: gs-summary, mf-role, frm_email.
_PREFIX = re.compile(r"(?:[a-z]{1,4}|form|field|input|question|feedback)[-_](?=[a-z])")
# “Which tools? [Maps]”, “2: Which tools?: Maps”, “Which tools? - Maps”
_OPTION = re.compile(
    r"((?:[a-z]?\d+[a-z]?[.:)] )?.+?) ?(?:\[(.+)\]|(?:: | - | – )(.+))",
    re.IGNORECASE,
)
# How alike two wordings have to be, of 100.
SAME, ALIKE = 100, 87
# Such a share of a column's commonest values has to be options of a question.
MOSTLY, HALF = 0.8, 0.5
COMPARED = 100


def words(text: str) -> str:
    """Return the words of a heading: equal for “2. Your role *” and “your_role (required)”."""
    plain = default_process(_ASIDE.sub(" ", text.lower()).replace("_", " "))
    return " ".join(plain.split()) or text.strip().lower()


def suggest_mapping(
    table: SheetRows, destination: Destination, profiles: Sequence[ColumnProfile]
) -> tuple[Mapping, list[str]]:
    """Return a mapping for a spreadsheet, and what else than its columns to check."""
    columns = _Suggester(table, destination, profiles).columns()
    places = {column.becomes: place for place, column in enumerate(columns)}
    doubts = []
    if Use.RECEIVED not in places:
        doubts.append(_("No column says when the responses came. They get the time of the import."))
    if destination.is_consultation and Use.PAGE not in places:
        text = _("No column says which page the responses answer. All of them go to “%(page)s”.")
        doubts.append(text % {"page": destination})
    elif destination.is_consultation:
        find, values = PageMatcher(destination).find, profiles[places[Use.PAGE]].values
        if unknown := sum(find(text) is None for text in values):
            text = _("Pages that were not found: %(number)d. Their rows are rejected.")
            doubts.append(text % {"number": unknown})
    return Mapping(columns=tuple(columns), sheet=table.sheet), doubts


class _Suggester:
    def __init__(
        self, table: SheetRows, destination: Destination, profiles: Sequence[ColumnProfile]
    ) -> None:
        self._headings, self._profiles = table.headings, profiles
        self._destination = destination
        # What each heading may say.
        self._names = [
            {words(heading), words(_PREFIX.sub("", heading.lower(), count=1))}
            for heading in table.headings
        ]
        self._found: dict[int, Column] = {}
        self._taken: set[tuple[str, ...]] = set()

    def columns(self) -> list[Column]:
        """Return what each column becomes: first what is sure, last what is new."""
        extra = helpers()
        others = [place for place, heading in enumerate(self._headings) if heading not in extra]
        first = others[: len(OWN_USES)]
        if are_metadata([self._headings[place] for place in first]):
            for place, use in zip(first, OWN_USES, strict=True):
                is_known = use == Use.PAGE and not self._destination.is_consultation
                self._take(place, Use.IGNORE if is_known else use)
        for place in set(self._free()).difference(others):
            self._take(place, Use.IGNORE)
        alike = sorted(self._alike_questions(), key=itemgetter(0), reverse=True)
        sure = [each for each in alike if each[0] == SAME]
        for each in sure:
            self._take_question(*each)
        self._take_facts()
        for each in alike[len(sure) :]:
            self._take_question(*each)
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

    def _alike_questions(self) -> Iterator[tuple[float, int, str, str]]:
        """Yield how much columns look like questions, of 100, with place, question and option.

        A column whose values fit one question alone is the least sure of them.
        """
        for key, question in self._destination.questions.items():
            options = question.options if question.type == QuestionType.SEVERAL_CHOICES else ()
            for option in ("", *options):
                wordings = {words(f"{name} {option}") for name in (key, question.label)}
                wordings.add(words(f"{question.label} {option or key}"))
                for place in range(len(self._headings)):
                    if score := self._score(place, question, wordings):
                        yield score, place, key, option
        asked = self._destination.questions.values()
        emails = [each for each in asked if each.type == QuestionType.EMAIL]
        choices = [each for each in asked if each.options]
        for place, profile in enumerate(self._profiles):
            fit = [each for each in choices if self._share_of_options(place, each) >= MOSTLY]
            fit = emails if profile.is_addresses else fit
            if len(fit) == 1 and (profile.is_addresses or len(profile.values) > 1):
                yield 0, place, fit[0].key, ""

    def _score(self, place: int, question: Question, wordings: set[str]) -> float:
        own = self._names[place]
        if own & wordings:
            return SAME
        if asks_for_personal_data(self._headings[place]) and not question.is_personal:
            return 0
        score = max(_alike(each, name) for each in own for name in wordings)
        is_other = score and question.options and self._share_of_options(place, question) < HALF
        return 0 if is_other else score

    def _take_question(self, score: float, place: int, key: str, option: str) -> None:
        doubt = _("Its heading is not quite that of the question.")
        if not score:
            doubt = _("Its answers fit this question.")
        doubt = "" if score == SAME else doubt
        self._take(place, Use.QUESTION, key=key, option=option, doubt=doubt)

    def _share_of_options(self, place: int, question: Question) -> float:
        """Return the share of a column's commonest values that are options of a question."""
        column = Column(heading="", becomes=Use.QUESTION)
        values = self._profiles[place].common_values(COMPARED)
        fit = sum(not convert_cell(value, question, column).rest for value in values)
        return fit / max(len(values), 1)

    def _take_facts(self) -> None:
        """Find the columns that say when a response came, and to which page."""
        for pattern in (_RECEIVED, _PERHAPS_RECEIVED):
            for place in self._free():
                if self._profiles[place].dated and any(map(pattern.fullmatch, self._names[place])):
                    self._take(place, Use.RECEIVED)
        if self._destination.is_consultation:
            for place in self._free():
                is_page = any(map(_PAGE.fullmatch, self._names[place]))
                if is_page and self._profiles[place].filled:
                    self._take(place, Use.PAGE)

    def _take_groups(self) -> None:
        """Make one choice of columns that each tick one option of the same question."""
        groups: defaultdict[str, dict[int, str]] = defaultdict(dict)
        for place in self._free():
            found = _OPTION.fullmatch(self._headings[place])
            name = (found[2] or found[3]) if found else ""
            given = self._profiles[place].common_values(COMPARED)
            ticks = {tick_of(each, name) for each in given if each.upper() not in ABSENT}
            if found and ticks <= {True, False}:
                groups[found[1]][place] = name
        for of, options in groups.items():
            filled = [place for place in options if self._profiles[place].filled]
            # A question of that name has a column of its own.
            for place in options if len(filled) > 1 and of not in self._headings else ():
                has_absent = self._profiles[place].absent > 0
                doubt = _("Cells with “N/A” count as not ticked.") if has_absent else ""
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
        elif profile.is_addresses:
            use = Use.EMAIL
        elif several:
            use, options = Use.SEVERAL_CHOICES, several
        elif profile.is_numbers and not (is_personal or (single and STEPS.issuperset(single))):
            use = Use.NUMBER
        elif profile.is_dates and not profile.timed:
            use = Use.DATE
        elif single:
            use, options = Use.SINGLE_CHOICE, single
        doubt = ""
        if is_personal and use != Use.EMAIL:
            doubt = _("It seems to say who answered, so it is kept as personal data.")
        elif any(idea in self._headings[place] for idea in self._destination.ideas):
            doubt = _("It seems to be about an idea, but is not counted in the results by idea.")
        self._take(place, use, personal=is_personal, options=options, doubt=doubt)


def _alike(one: str, other: str) -> float:
    """Return how alike two wordings are, of 100, below that of the same; 0 if not enough."""
    # “Idea 1” and “Idea 2” are as alike as can be.
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0
    return min(fuzz.token_sort_ratio(one, other, score_cutoff=ALIKE), SAME - 1)
