"""The languages' catalogues: what is compiled, and what `make messages` finds."""

from pathlib import Path

import pytest

from tests.wording.messages import (
    Message,
    catalogues,
    compile_catalogue,
    extract,
    faults,
    read_catalogue,
    update,
)

SOURCE = """
#: templates/404.html
msgid "Page not found"
msgstr ""

#: templates/respond/receipt.html templates/home/admin/handbook.html
#, python-format
msgid "%(n)d idea"
msgid_plural "%(n)d ideas"
msgstr[0] ""
msgstr[1] ""

#: templates/home/admin/handbook.html
msgctxt "verb"
msgid "Open"
msgstr ""
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extract(tmp_path_factory.mktemp("messages"))


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "cy" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', "utf-8")
    return file


def source(tmp_path: Path, text: str = SOURCE) -> Path:
    file = tmp_path / "django.pot"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    file.write_text(header + text, "utf-8")
    return file


@pytest.mark.parametrize("catalogue", list(catalogues()), ids=lambda file: file.parts[-3])
def test_compiled_catalogue_belongs_to_its_source(catalogue: Path, tmp_path: Path) -> None:
    compile_catalogue(catalogue, tmp_path / "django.mo")
    assert (tmp_path / "django.mo").read_bytes() == catalogue.with_suffix(".mo").read_bytes()


def test_texts_of_python_and_templates_are_found(template: Path) -> None:
    sources = {source for message in read_catalogue(template) for source in message.sources}
    assert "consultation/common/dates.py" in sources
    assert not [source for source in sources if source.startswith("/") or "migrations" in source]


def test_public_texts_are_those_of_public_sources() -> None:
    def is_public(*sources: str) -> bool:
        return Message("", "Text", "", sources=list(sources)).is_public

    assert is_public("templates/components/blocks/cycle.html")
    assert is_public("home/models.py", "consultation/feedback/views.py")
    assert not is_public("templates/responses/admin/list.html", "consultation/pages/apps.py")


def test_a_new_text_is_listed_until_it_is_translated(tmp_path: Path, catalogue: Path) -> None:
    update(catalogue, source(tmp_path))
    assert list(faults(catalogue, source(tmp_path))) == [
        "cy: not translated, and the public reads it: 'Page not found'",
        "cy: not translated, and the public reads it: '%(n)d idea'",
    ]
    text = catalogue.read_text("utf-8").replace(
        'msgid "Page not found"\nmsgstr ""', 'msgid "Page not found"\nmsgstr "Dim tudalen"'
    )
    catalogue.write_text(text.replace('[0] ""', '[0] "%(n)d syniad"'), "utf-8")
    assert len(list(faults(catalogue, source(tmp_path)))) == 1
    text = catalogue.read_text("utf-8").replace('[1] ""', '[1] "%(n)d syniad"')
    catalogue.write_text(text, "utf-8")
    assert list(faults(catalogue, source(tmp_path))) == []


def test_changed_texts_have_to_be_translated_again_and_removed_ones_are_told(
    tmp_path: Path, catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translated = SOURCE.replace('found"\nmsgstr ""', 'found"\nmsgstr "Heb ei chanfod"')
    catalogue.write_text(catalogue.read_text("utf-8") + translated, "utf-8")
    changed = source(tmp_path, SOURCE.replace("Page not found", "Page was not found"))
    assert "cy: not in the catalogue: 'Page was not found'" in faults(catalogue, changed)
    update(catalogue, changed)
    assert "removed:  'Page not found'" in capsys.readouterr().out
    assert "cy: not translated, and the public reads it: 'Page was not found'" in faults(
        catalogue, changed
    )
    assert "Creation" not in catalogue.read_text("utf-8")


def test_a_translation_that_is_unsure_is_a_fault(tmp_path: Path, catalogue: Path) -> None:
    unsure = SOURCE.replace("#: templates/404.html", "#: templates/404.html\n#, fuzzy")
    unsure = unsure.replace('found"\nmsgstr ""', 'found"\nmsgstr "Heb ei chanfod"')
    catalogue.write_text(catalogue.read_text("utf-8") + unsure, "utf-8")
    assert "cy: check the translation, then remove “fuzzy”: 'Page not found'" in faults(
        catalogue, source(tmp_path)
    )
