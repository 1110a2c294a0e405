"""No page of the demonstration is heavy: most of it is read on telephones."""

MOST_BYTES = 300_000
MOST_ELEMENTS = 6_000


def test_every_page_stays_light_before_it_is_compressed(demo_html: dict[str, str]) -> None:
    sizes = {name: len(html.encode()) for name, html in demo_html.items()}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    # What was heavy is among them.
    assert {"Your view of the whole", "36 ideas with errors", "What others said so far"} <= set(
        sizes
    )
    assert sum(name.endswith("by role") for name in sizes) == 12
    assert "Outcome (an example)" in sizes


def test_every_page_has_as_many_elements_as_a_telephone_can_lay_out(
    demo_html: dict[str, str],
) -> None:
    # Every end tag ends one.
    counted = {name: html.count("</") for name, html in demo_html.items()}
    assert {name: number for name, number in counted.items() if number > MOST_ELEMENTS} == {}
