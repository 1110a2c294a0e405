"""Role by action: which screens of the whole admin each role comes to, asked by requests.

What the project adds to the admin is in `test_admin_addresses.py`, what each role can do there
with buttons in `test_role_deeds.py`.
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
ERP.M..  pages: private preview         /admin/private-previews/page/{draft}/

E.P.M..  images: add                    /admin/images/add/
E.P.M..  images: list                   /admin/images/
E.P.M..  images: edit                   /admin/images/{image}/
E.P.M..  images: delete                 /admin/images/{image}/delete/
E.P.M..  documents: add                 /admin/documents/add/
E.P.M..  documents: list                /admin/documents/
E.P.M..  documents: edit                /admin/documents/edit/{document}/
E.P.M..  documents: delete              /admin/documents/delete/{document}/

...AM..  responses: the forms           /admin/forms/
...AM..  responses: to a page           /admin/forms/submissions/{page}/
...AM..  responses: all                 /admin/all-responses/
...AM..  responses: read                /admin/responses/{response}/
...AM..  responses: the page answered   /admin/responses/{response}/page/
...AM..  responses: a letter            /admin/responses/scans/{scan}/
...AM..  responses: status              /admin/responses/status/?selected-submissions={response}
...AM..  responses: enter               /admin/enter-response/{page}/
....M..  responses: erase               /admin/responses/erase/?selected-submissions={response}
...AM..  responses: ledger              /admin/responses/ledger/
....M..  responses: a person's data     /admin/responses/person/
...AM..  responses: publish an answer   /admin/responses/{response}/publish/
...AM..  responses: read it through     /admin/responses/published/{published}/
...AM..  responses: all published       /admin/responses/published/
ERPAM..  responses: choose a published  /admin/published-answers/choose/
...AM..  responses: feedback on an idea /admin/responses/about/idea/{code}/
...AM..  export: of a page, CSV         /admin/forms/submissions/{page}/?export=csv
...AM..  export: of a page, Excel       /admin/forms/submissions/{page}/?export=xlsx
...AM..  export: of a page, its screen  /admin/forms/submissions/{page}/?export=choose
...AM..  export: of all, CSV            /admin/all-responses/?export=csv
...AM..  export: of all, Excel          /admin/all-responses/?export=xlsx
...AM..  export: of all, its screen     /admin/all-responses/?export=choose
...AM..  export: one, PDF               /admin/responses/{response}/export/

...AM..  settings: import and export    /admin/import-and-export/
....M..  settings: import a site        /admin/import-and-export/site/
...AM..  settings: export an archive    /admin/import-and-export/archive/
....M..  settings: portal               /admin/settings/home/portalsettings/{settings}/
....M..  settings: redirects            /admin/redirects/
....M..  settings: add a redirect       /admin/redirects/add/
....M..  settings: a redirect           /admin/redirects/{redirect}/
....M..  settings: sites                /admin/sites/
....M..  settings: a site               /admin/sites/edit/{site}/
.......  settings: collections          /admin/collections/
.......  settings: a collection         /admin/collections/{collection}/
.......  settings: workflows            /admin/workflows/list/
.......  settings: a workflow           /admin/workflows/edit/{workflow}/
.......  settings: a step               /admin/workflows/tasks/edit/{task}/
....M..  users: list                    /admin/users/
....M..  users: add                     /admin/users/new/
....M..  users: edit                    /admin/users/edit/{editor}/
....M..  users: delete                  /admin/users/delete/{editor}/
....M..  groups: list                   /admin/groups/
....M..  groups: edit                   /admin/groups/edit/{group}/

.RP.M..  reports: locked pages          /admin/reports/locked/
ERP.M..  reports: reviews               /admin/reports/workflow/
ERP.M..  reports: steps of reviews      /admin/reports/workflow_tasks/
ERPAM..  reports: site history          /admin/reports/site-history/
ERP.M..  reports: aging pages           /admin/reports/aging-pages/
ERP.M..  reports: types of pages        /admin/reports/page-types-usage/
ERP.M..  reports: private previews      /admin/private-previews/

ERP.M..  releases: list                 /admin/releases/
E.P.M..  releases: new                  /admin/releases/new/
..P.M..  releases: schedule             /admin/releases/{release}/schedule/
..P.M..  releases: release              /admin/releases/{release}/release/
ERP.M..  waiting for review             /admin/review/waiting/
ERPAM..  handbook                       /admin/handbook/
E.P.M..  ideas as a sheet               /admin/idea-sheet/
E.P.M..  ideas as a sheet: export       /admin/idea-sheet/export/
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
