"""Role by action: which of Wagtail's own screens each role comes to, asked by requests.

What the project adds or changes is in `test_admin_addresses.py`, what each role can do there with
buttons in `test_role_deeds.py`.
"""

import pytest

from tests.home.whole_portal import COLUMNS, SECRET, WholePortal, was_refused

pytestmark = pytest.mark.django_db

# Editor, Reviewer, Publisher, Analyst, M for administrator, no role, anonymous; "." may not.
# To Wagtail, whoever may change a picture or document may delete it as well. It opens the screen
# for a copy to whoever edits a page; who may copy is in `test_role_deeds_pages.py`.
SCREENS = """
ERPAM..  the front page of the admin    /admin/
ERPAM..  one's own account              /admin/account/

ERP.M..  pages: find                    /admin/pages/{consultation}/
E.P.M..  pages: create                  /admin/pages/add/consultation/sectionpage/{consultation}/
ERP.M..  pages: edit                    /admin/pages/{draft}/edit/
ERP.M..  pages: the draft               /admin/pages/{draft}/view_draft/
ERP.M..  pages: history                 /admin/pages/{draft}/history/
ERP.M..  pages: an older version        /admin/pages/{draft}/revisions/{draft_revision}/view/
ERP.M..  pages: compare                 /admin/pages/{draft}/revisions/compare/live...latest/
ERP.M..  pages: history of the review   /admin/pages/{waiting}/workflow_history/
.RP.M..  pages: approve                 /admin/pages/workflow/action/{waiting}/approve/{task_state}/
.RP.M..  pages: reject                  /admin/pages/workflow/action/{waiting}/reject/{task_state}/
..P.M..  pages: unpublish               /admin/pages/{draft}/unpublish/
..P.M..  pages: move                    /admin/pages/{draft}/move/
..P.M..  pages: delete                  /admin/pages/{draft}/delete/
..P.M..  pages: say who may read        /admin/pages/{draft}/privacy/
ERP.M..  pages: copy                    /admin/pages/{draft}/copy/

E.P.M..  images: add                    /admin/images/add/
E.P.M..  images: list                   /admin/images/
E.P.M..  images: edit                   /admin/images/{image}/
E.P.M..  documents: add                 /admin/documents/add/
E.P.M..  documents: list                /admin/documents/
E.P.M..  documents: edit                /admin/documents/edit/{document}/

...AM..  export: of a page, CSV         /admin/forms/submissions/{page}/?export=csv
...AM..  export: of a page, Excel       /admin/forms/submissions/{page}/?export=xlsx
...AM..  export: of a page, its screen  /admin/forms/submissions/{page}/?export=choose
...AM..  export: of all, CSV            /admin/all-responses/?export=csv
...AM..  export: of all, Excel          /admin/all-responses/?export=xlsx
...AM..  export: of all, its screen     /admin/all-responses/?export=choose

....M..  settings: redirects            /admin/redirects/
....M..  settings: sites                /admin/sites/
.......  settings: collections          /admin/collections/
.......  settings: a collection         /admin/collections/{collection}/
.......  settings: workflows            /admin/workflows/list/
.......  settings: a workflow           /admin/workflows/edit/{workflow}/
.......  settings: a step               /admin/workflows/tasks/edit/{task}/
....M..  users: list                    /admin/users/
....M..  groups: list                   /admin/groups/

.RP.M..  reports: locked pages          /admin/reports/locked/
ERP.M..  reports: reviews               /admin/reports/workflow/
ERP.M..  reports: steps of reviews      /admin/reports/workflow_tasks/
ERPAM..  reports: site history          /admin/reports/site-history/
ERP.M..  reports: aging pages           /admin/reports/aging-pages/
ERP.M..  reports: types of pages        /admin/reports/page-types-usage/
"""


def rows() -> list[tuple[str, str, str]]:
    """Return what, who may, and the address, of each row of the table."""
    found = [line for line in SCREENS.splitlines() if line]
    return [(line[9:40].strip(), line[:7], line[40:].strip()) for line in found]


@pytest.mark.parametrize(("what", "may", "address"), rows(), ids=lambda text: text)
def test_who_comes_to_a_screen(portal: WholePortal, what: str, may: str, address: str) -> None:
    url = address.format(**portal.ids())
    came = ""
    for letter, role in COLUMNS.items():
        answer = portal.clients[role].get(url)
        if was_refused(answer):
            came += "."
            assert SECRET.encode() not in answer.content, role
        else:
            came += letter
            assert answer.status_code == 200, role
    assert came == may, what


def test_an_analyst_sees_no_page_on_what_everybody_comes_to(portal: WholePortal) -> None:
    waiting = portal.ids()["waiting_idea"]
    cancelling = f"/admin/snippets/ideas/idea/workflow/confirm_cancellation/{waiting}/"
    pages = "/admin/api/main/pages/"
    assert SECRET in portal.clients["Editor"].get(pages).content.decode()
    history = "/admin/reports/site-history/"
    for address in (pages, history, "/admin/choose-page/", "/admin/pages/search/", cancelling):
        answer = portal.clients["Analyst"].get(address)
        assert SECRET not in answer.content.decode(), address


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher"])
def test_the_history_tells_nothing_of_responses(portal: WholePortal, role: str) -> None:
    read = f"/admin/responses/{portal.response.pk}/"
    assert portal.clients["Analyst"].get(read).status_code == 200
    history = "/admin/reports/site-history/"
    reference = portal.response.reference_text
    assert reference in portal.clients["Analyst"].get(history).content.decode()
    assert reference not in portal.clients[role].get(history).content.decode()
