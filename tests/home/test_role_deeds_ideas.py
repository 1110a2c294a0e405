"""Role by action: what each role can do with areas, themes and ideas, by sending forms."""

import pytest

from tests.home.deeds import (
    PUBLISH,
    SUBMIT,
    Deed,
    draft_title,
    form_at,
    is_gone,
    saved,
    state_of,
    who_does,
)
from tests.home.whole_portal import WholePortal

pytestmark = pytest.mark.django_db

IDEAS = "/admin/snippets/ideas"


def snippet_deeds(kind: str, words: str) -> list[Deed]:
    """Return the deeds with areas, themes or ideas; `words` is the field that is changed."""
    spare, waiting = f"spare_{kind}", f"waiting_{kind}"
    edit = f"{IDEAS}/{kind}/edit/{{{spare}}}/"
    within = {"area": "", "theme": "area/{area}/", "idea": "theme/{theme}/"}[kind]
    ours = lambda portal: saved(getattr(portal, spare))  # noqa: E731
    new = {words: "New words"}
    decide = f"{IDEAS}/{kind}/workflow/action/{{{waiting}}}/approve/{{{kind}_task_state}}/"
    add = f"{IDEAS}/{kind}/add/"
    return [
        Deed(
            f"{kind}: add",
            "E.P.M..",
            add,
            lambda p: type(ours(p)).objects.filter(**new).exists(),
            form_at(edit),
            new,
        ),
        Deed(
            f"{kind}: edit",
            "ERP.M..",
            edit,
            lambda p: draft_title(ours(p), words) == "New words",
            form_at(edit),
            new,
        ),
        Deed(
            f"{kind}: submit",
            "ERP.M..",
            edit,
            lambda p: ours(p).workflow_in_progress,
            form_at(edit),
            new | SUBMIT,
        ),
        Deed(
            f"{kind}: publish own words alone",
            ".......",
            edit,
            lambda p: getattr(ours(p), words) == "New words",
            form_at(edit),
            new | PUBLISH,
        ),
        Deed(
            f"{kind}: submit several",
            "ERP.M..",
            f"/admin/bulk/ideas/{kind}/submit_for_review/?id={{{spare}}}",
            lambda p: ours(p).workflow_in_progress,
        ),
        Deed(
            f"{kind}: approve",
            ".RP.M..",
            decide,
            lambda p: state_of(getattr(p, waiting)) == "approved",
            data={"comment": "Good"},
        ),
        Deed(
            f"{kind}: unpublish",
            "..P.M..",
            f"{IDEAS}/{kind}/unpublish/{{{spare}}}/",
            lambda p: not ours(p).live,
        ),
        Deed(
            f"{kind}: lock",
            ".RP.M..",
            f"{IDEAS}/{kind}/lock/{{{spare}}}/",
            lambda p: ours(p).locked,
        ),
        Deed(
            f"{kind}: delete",
            "....M..",
            f"{IDEAS}/{kind}/delete/{{{spare}}}/",
            lambda p: is_gone(getattr(p, spare)),
        ),
        Deed(
            f"{kind}: reorder",
            "..P.M..",
            f"{IDEAS}/{kind}/reorder/{within}{{{spare}}}/?position=0",
            lambda p: ours(p).sort_order < saved(getattr(p, kind)).sort_order,
        ),
    ]


DEEDS = [
    *snippet_deeds("area", "name"),
    *snippet_deeds("theme", "title"),
    *snippet_deeds("idea", "statement"),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.what)
def test_who_does_it(portal: WholePortal, deed: Deed) -> None:
    assert who_does(portal, deed) == deed.may
