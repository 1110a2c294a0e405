"""The demonstration's six areas, twelve themes and thirty-six ideas."""

from typing import NamedTuple


class DemoTheme(NamedTuple):
    """A theme: full title, short title, summary, and (first word, rest) of three ideas."""

    title: str
    short_title: str
    summary: str
    ideas: tuple[tuple[str, str], ...]


class DemoArea(NamedTuple):
    """An area: name, colour token, summary, and its two themes."""

    name: str
    colour: str
    summary: str
    themes: tuple[DemoTheme, ...]


AREAS: tuple[DemoArea, ...] = (
    DemoArea(
        "Careers strategy",
        "teal",
        "How people come to this work, learn it and stay in it.",
        (
            DemoTheme(
                "Ways into data work",
                "Ways in",
                "Good people would come if they knew that the work exists.",
                (
                    ("Describe", "the jobs in one shared set of profiles that any council can use"),
                    ("Offer", "a first year in which trainees work in three councils in turn"),
                    ("Open", "short placements for social workers who like figures"),
                ),
            ),
            DemoTheme(
                "Growing in the job",
                "Growing",
                "Whoever is the only analyst in the building has nobody to learn from.",
                (
                    ("Map", "the skills that each step of a career needs"),
                    ("Pair", "every lone analyst with a mentor in another council"),
                    ("Recognise", "what people learn with badges that employers trust"),
                ),
            ),
        ),
    ),
    DemoArea(
        "Leadership strategy",
        "blue",
        "How those who decide learn to ask for good data, and to use it.",
        (
            DemoTheme(
                "Leaders who ask good questions",
                "Good questions",
                "Data work is as good as the questions that are put to it.",
                (
                    ("Teach", "directors in half a day what their data can and cannot tell"),
                    ("Collect", "the twenty questions that every leadership team should ask"),
                    ("Bring", "leaders and analysts together over one real decision a year"),
                ),
            ),
            DemoTheme(
                "Making the case",
                "Making the case",
                "Money follows a case that is easy to make.",
                (
                    ("Count", "what poor data costs a council in a year"),
                    ("Show", "three true stories in which data changed what happened to a child"),
                    ("Lend", "a business case that can be filled in within a week"),
                ),
            ),
        ),
    ),
    DemoArea(
        "Advanced technology",
        "violet",
        "Which new methods are worth a try, and who tries them safely.",
        (
            DemoTheme(
                "Trying things out safely",
                "Safe trials",
                "Nobody should have to be first alone.",
                (
                    ("Build", "a place with invented records where new tools can be tried"),
                    ("Test", "one promising product each quarter and publish what was found"),
                    ("Agree", "a short checklist of ethics before any trial begins"),
                ),
            ),
            DemoTheme(
                "Tools that write and read",
                "Language tools",
                "Case notes hold what tables do not.",
                (
                    ("Try", "machine summaries of case notes beside those that people write"),
                    ("Find", "what is missing from records before an inspector does"),
                    ("Share", "prompts and safeguards that have worked elsewhere"),
                ),
            ),
        ),
    ),
    DemoArea(
        "Community facilitation",
        "plum",
        "How people in different places find and help each other.",
        (
            DemoTheme(
                "Meeting and helping",
                "Meeting",
                "Most problems have been solved somewhere already.",
                (
                    ("Host", "a weekly open hour at which anyone can ask anything"),
                    ("Keep", "a directory of who knows what and is glad to be asked"),
                    ("Run", "a yearly gathering that moves from region to region"),
                ),
            ),
            DemoTheme(
                "Building together",
                "Building",
                "A tool that three councils build is kept alive by three councils.",
                (
                    ("Fund", "small teams from several councils to build one tool each"),
                    ("Look", "after shared code so that it outlives whoever wrote it"),
                    ("Welcome", "suppliers who work in the open as partners"),
                ),
            ),
        ),
    ),
    DemoArea(
        "Data as a resource",
        "rust",
        "How the sector’s data become something that all can build on.",
        (
            DemoTheme(
                "Data that fit together",
                "Fitting together",
                "The same word should mean the same thing next door.",
                (
                    ("Define", "the hundred terms that matter most, once and for all"),
                    ("Check", "returns with one free tool before they are sent"),
                    ("Link", "education and health records where the law allows it already"),
                ),
            ),
            DemoTheme(
                "Data that people can find",
                "Findable",
                "What nobody can find might as well not exist.",
                (
                    ("List", "every regular collection with its purpose and its owner"),
                    ("Publish", "benchmarks that councils can compare themselves with monthly"),
                    ("Hand", "data back to those who collected them, in a useful form"),
                ),
            ),
        ),
    ),
    DemoArea(
        "Policy enablers",
        "olive",
        "Which rules, agreements and money have to be in place first.",
        (
            DemoTheme(
                "Sharing within the law",
                "Sharing",
                "Fear of the rules stops more sharing than the rules do.",
                (
                    ("Draft", "one sharing agreement that every council can sign"),
                    ("Answer", "questions on information law within five working days"),
                    ("Explain", "to families in plain words what happens with their data"),
                ),
            ),
            DemoTheme(
                "Rules made with those who use them",
                "Making rules",
                "Those who fill in the forms know what is wrong with them.",
                (
                    ("Seat", "practitioners at the table when collections are changed"),
                    ("Trial", "each new requirement in a few councils first"),
                    ("Retire", "one old requirement for each new one"),
                ),
            ),
        ),
    ),
)
