"""The demonstration's pages are valid HTML that assistive technology can follow."""

from collections import Counter

import html5lib
import pytest
from bs4 import BeautifulSoup

# The database is not asked here; but what is asked of it beforehand has to come while it is whole.
pytestmark = pytest.mark.django_db

REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for")


@pytest.fixture(scope="module")
def shown(demo_html: dict[str, str]) -> dict[str, BeautifulSoup]:
    assert len(demo_html) >= 10
    return {name: BeautifulSoup(html, "html5lib") for name, html in demo_html.items()}


def test_the_parser_finds_no_error(demo_html: dict[str, str]) -> None:
    found = {}
    for name, html in demo_html.items():
        parser = html5lib.HTMLParser()
        parser.parse(html)
        if parser.errors:
            found[name] = [(place, error) for place, error, _ in parser.errors]
    assert found == {}


def test_every_id_is_there_once(shown: dict[str, BeautifulSoup]) -> None:
    for name, html in shown.items():
        counted = Counter(element["id"] for element in html.find_all(id=True))
        assert [key for key, times in counted.items() if times > 1] == [], name


def test_every_reference_leads_somewhere(shown: dict[str, BeautifulSoup]) -> None:
    for name, html in shown.items():
        ids = {element["id"] for element in html.find_all(id=True)}
        wanted = {
            key
            for attribute in REFERENCES
            for element in html.find_all(attrs={attribute: True})
            for key in str(element[attribute]).split()
        }
        wanted |= {str(link["href"])[1:] for link in html.select('a[href^="#"]')}
        assert wanted - ids == set(), name


def test_every_control_has_a_label(shown: dict[str, BeautifulSoup]) -> None:
    for name, html in shown.items():
        labelled = {str(label["for"]) for label in html.select("label[for]")}
        for control in html.select("input:not([type=hidden]), select, textarea"):
            assert control.get("id") in labelled, f"{name}: {control}"
        for button in html.select("button"):
            assert button.get_text(strip=True), name
        for group in html.select("fieldset"):
            assert group.legend is not None, name
            assert group.legend.get_text(strip=True), name


def test_every_link_has_words_and_every_picture_a_text(shown: dict[str, BeautifulSoup]) -> None:
    for name, html in shown.items():
        for link in html.select("a[href]"):
            assert link.get_text(strip=True), f"{name}: {link}"
        for picture in html.select("img"):
            assert picture.has_attr("alt"), f"{name}: {picture}"
        for drawing in html.select(":not(svg) > svg"):
            assert drawing.get("aria-hidden") == "true" or drawing.get("role") == "img", name


def test_headings_leave_no_level_out(shown: dict[str, BeautifulSoup]) -> None:
    for name, html in shown.items():
        main = html.find("main")
        assert main is not None, name
        assert len(main.select("h1")) == 1, name
        before = 1
        for heading in main.select("h2, h3, h4, h5, h6"):
            level = int(heading.name[1])
            assert level <= before + 1, f"{name}: {heading}"
            assert heading.get_text(strip=True), name
            before = level


def test_each_page_names_its_language_title_and_main_part(
    shown: dict[str, BeautifulSoup],
) -> None:
    titles = Counter()
    for name, html in shown.items():
        assert html.html is not None
        assert html.html["lang"] == "en-GB", name
        assert html.title is not None
        titles[html.title.get_text(strip=True)] += 1
        assert len(html.select("main")) == 1, name
        assert html.select_one("a.govuk-skip-link[href='#main-content']"), name
    assert max(titles.values()) == 1, titles.most_common(1)


def test_nothing_comes_from_another_host(shown: dict[str, BeautifulSoup]) -> None:
    for name, html in shown.items():
        for element in html.select("[src], link[href]"):
            address = str(element.get("src") or element.get("href"))
            if element.get("rel") == ["canonical"]:
                continue
            assert address.startswith("/"), f"{name}: {element}"
            assert not address.startswith("//"), f"{name}: {element}"
        assert html.select("[style], style, script:not([src]), [onclick]") == [], name
