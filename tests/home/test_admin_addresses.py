"""Who may open which address of the admin: Wagtail's own, and every one that the project adds.

What each role can do there with buttons is in `test_role_deeds.py`.
"""

import inspect
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.icons import get_icons
from wagtail.models import GroupPagePermission

from tests.factories import make_user
from tests.home.whole_portal import COLUMNS, SECRET, WholePortal, was_refused
from tests.responses.actions import ADMIN_HOME

pytestmark = pytest.mark.django_db

OURS = ("coe_site", "consultation", "home", "ideas")
KINDS = ("area", "theme", "idea")

# Name (or the route, of what has no name), who may open it, what the address is made of.
# The columns: Editor, Reviewer, Publisher, Analyst, Manager of all (the administrator),
# someone without a role, anonymous. "." may not.
SCREENS = """
admin/forms/                                        ...AM..
admin/forms/results/                                ...AM..
admin/forms/submissions/<int:page_id>/delete/       ....M..  page ?selected-submissions={response}
wagtailforms:index                                  ...AM..
wagtailforms:index_results                          ...AM..
wagtailforms:list_submissions                       ...AM..  page
wagtailforms:list_submissions_results               ...AM..  page
wagtailforms:delete_submissions                     ....M..  page ?selected-submissions={response}
all-responses_modeladmin_index                      ...AM..
all-responses_modeladmin_create                     .......
all-responses_modeladmin_edit                       .......  response
all-responses_modeladmin_delete                     .......  response
background_work                                     ....M..
admin_session                                       ERPAM..
wagtailusers_users:add                              ....M..
wagtailusers_users:edit                             ....M..  editor
wagtailusers_users:delete                           ....M..  editor
wagtailusers_groups:add                             ....M..
wagtailusers_groups:edit                            ....M..  group
responses:read                                      ...AM..  response
responses:export_one                                ...AM..  response
responses:export_chosen                             ...AM..  ?selected-submissions={response}
responses:ledger                                    ...AM..
responses:person                                    ....M..
responses:scan                                      ...AM..  scan
responses:change_status                             ...AM..  ?selected-submissions={response}
responses:publish                                   ...AM..  response
responses:redact                                    ...AM..  consenting ?answer=summary
responses:withdraw_consent                          ...AM..  response
responses:published_list                            ...AM..
responses:published_list_results                    ...AM..
responses:published                                 ...AM..  published
responses:redact_again                              ...AM..  published
responses:withdraw                                  ...AM..  published
published_answer_chooser:choose                     ERPAM..
published_answer_chooser:choose_results             ERPAM..
published_answer_chooser:chosen                     ERPAM..  published
published_answer_chooser:chosen_multiple            ERPAM..  ?id={published}
published_answer_chooser:create                     .......
responses:idea_feedback_list                        ...AM..
responses:idea_feedback                             ...AM..  'idea code
responses:erase                                     ....M..  ?selected-submissions={response}
page_snapshot                                   ...AM..  response
page_history                                    ERP.M..  page
page_history_results                            ERP.M..  page
enter_response                                      ...AM..  page
personal_data_due                                   ...AM..
handbook:contents                                   ERPAM..
handbook:page                                       ERPAM..  'role-editor
handbook:picture                                    ERPAM..  'demo-page.png
page_checks                                         ERP.M..  draft
consultations:new                                   E.P.M..  home
consultations:copy                                  E.P.M..  consultation
consultations:save_as_template                      E.P.M..  consultation
wagtailadmin_api:pages:listing                      ERPAM..
wagtailadmin_api:pages:detail                       ERP.M..  draft
wagtailadmin_api:pages:find                         ERP.M..  ?id={draft}
wagtailadmin_api:pages:action                       ERP.M..  draft 'publish
review:waiting                                      ERP.M..
review:waiting_results                              ERP.M..
review:changes                                      ....M..
review:changes_results                              ....M..
review:change                                       ....M..  pending_change
change_setting                                      ....M..  'home 'portalsettings settings
add_redirect                                        ....M..
change_redirect                                     ....M..  redirect
delete_redirect                                     ....M..  redirect
import_redirects                                    ....M..
add_imported_redirects                              ....M..
sites_with_four_eyes:add                            ....M..
sites_with_four_eyes:copy                           ....M..  site
sites_with_four_eyes:edit                           ....M..  site
sites_with_four_eyes:delete                         ....M..  site
topics:index                                        ....M..
topics:index_results                                ....M..
topics:add                                          ....M..
topics:edit                                         ....M..  topic
topics:delete                                       ....M..  topic
topics:usage                                        ....M..  topic
topics:history                                      ....M..  topic
topics:history_results                              ....M..  topic
delete_document                                     E.P.M..  document
delete_image                                        E.P.M..  image
review:decide                                       ERP.M..  task_state
review:version                                      ERP.M..  waiting_revision
review:decided                                      .RP.M..  task_state 'own-change
private_previews:list                                        ERP.M..
private_previews:list_results                                ERP.M..
private_previews:of_page                                     ERP.M..  draft
private_previews:read                                        ERP.M..  preview
private_previews:end                                         ERP.M..  preview
ideas_import_export:index                                    E.P.M..
ideas_import_export:confirm                                  E.P.M..
ideas_import_export:export                                   E.P.M..  ?idea_set={idea_set}
wagtailsnippets_ideas_ideaset:list                           E.P.M..
wagtailsnippets_ideas_ideaset:list_results                   E.P.M..
wagtailsnippets_ideas_ideaset:add                            E.P.M..
wagtailsnippets_ideas_ideaset:copy                           E.P.M..  idea_set
wagtailsnippets_ideas_ideaset:edit                           E.P.M..  idea_set
wagtailsnippets_ideas_ideaset:delete                         ....M..  spare_set
wagtailsnippets_ideas_ideaset:usage                          E.P.M..  idea_set
wagtailsnippets_ideas_ideaset:history                        E.P.M..  idea_set
wagtailsnippets_ideas_ideaset:history_results                E.P.M..  idea_set
wagtailsnippetchoosers_ideas_ideaset:choose                  ERPAM..
wagtailsnippetchoosers_ideas_ideaset:choose_results          ERPAM..
wagtailsnippetchoosers_ideas_ideaset:chosen                  ERPAM..  idea_set
wagtailsnippetchoosers_ideas_ideaset:chosen_multiple         ERPAM..  ?id={idea_set}
wagtailsnippetchoosers_ideas_ideaset:create                  E.P.M..
importing:index                                     ...AM..
importing:site                                      ....M..
importing:responses                                 ...AM..
importing:archive                                   ...AM..
importing:undo_import                               ....M..  response_import
importing:columns                                   ....M..  upload_key
importing:upload                                    ....M..  upload_key
importing:rejected                                  ....M..  upload_key
releases:index                                      ERP.M..
releases:index_results                              ERP.M..
releases:inspect                                    ERP.M..  release
releases:history                                    ERP.M..  release
releases:history_results                            ERP.M..  release
releases:add                                        E.P.M..
releases:edit                                       E.P.M..  release
releases:select_items                               E.P.M..  release
releases:remove                                     E.P.M..  release release_item
releases:add_item                                   E.P.M..  'page draft
releases:schedule                                   ..P.M..  release
releases:release                                    ..P.M..  release
releases:cancel                                     ..P.M..  release
"""

# The same for each of areas, themes and ideas.
SNIPPETS = """
wagtailsnippets_ideas_{}:list                           ERP.M..
wagtailsnippets_ideas_{}:list_results                   ERP.M..
wagtailsnippets_ideas_{}:add                            E.P.M..
wagtailsnippets_ideas_{}:copy                           E.P.M..  {}
wagtailsnippets_ideas_{}:preview_on_add                 E.P.M..
wagtailsnippets_ideas_{}:edit                           ERP.M..  {}
wagtailsnippets_ideas_{}:preview_on_edit                ERP.M..  {}
wagtailsnippets_ideas_{}:delete                         ....M..  spare_{}
wagtailsnippets_ideas_{}:usage                          ERP.M..  {}
wagtailsnippets_ideas_{}:history                        ERP.M..  {}
wagtailsnippets_ideas_{}:history_results                ERP.M..  {}
wagtailsnippets_ideas_{}:revisions_view                 ERP.M..  {} {}_revision
wagtailsnippets_ideas_{}:revisions_revert               ERP.M..  {} {}_revision
wagtailsnippets_ideas_{}:revisions_compare              ERP.M..  {} 'live 'latest
wagtailsnippets_ideas_{}:revisions_unschedule           ..P.M..  {} {}_revision
wagtailsnippets_ideas_{}:unpublish                      ..P.M..  {}
wagtailsnippets_ideas_{}:lock                           .RP.M..  {}
wagtailsnippets_ideas_{}:unlock                         .RP.M..  {}
wagtailsnippets_ideas_{}:reorder                        ..P.M..  {}
wagtailsnippets_ideas_{}:reorder_within                 ..P.M..  'theme theme {}
wagtailsnippets_ideas_{}:workflow_action                .RP.M..  waiting_{} 'approve {}_task_state
wagtailsnippets_ideas_{}:collect_workflow_action_data   .RP.M..  waiting_{} 'approve {}_task_state
wagtailsnippets_ideas_{}:workflow_preview               .RP.M..  waiting_{} task
wagtailsnippets_ideas_{}:workflow_history               ERP.M..  waiting_{}
wagtailsnippets_ideas_{}:workflow_history_detail        ERP.M..  waiting_{} {}_workflow_state
wagtailsnippets_ideas_{}:confirm_workflow_cancellation  ERPAM..  waiting_{}
wagtailsnippetchoosers_ideas_{}:choose                  ERPAM..
wagtailsnippetchoosers_ideas_{}:choose_results          ERPAM..
wagtailsnippetchoosers_ideas_{}:chosen                  ERPAM..  {}
wagtailsnippetchoosers_ideas_{}:chosen_multiple         ERPAM..  ?id={id}
wagtailsnippetchoosers_ideas_{}:create                  .......
"""

# Wagtail's own screens, and other questions that screens of the table above are asked.
# In Wagtail, people who may change an image or document may delete it too. The screen for a copy
# opens for everyone who edits a page; who may copy is in `test_role_deeds_pages.py`.
OTHER_SCREENS = """
ERPAM..  /admin/
ERPAM..  /admin/account/
ERP.M..  /admin/pages/{consultation}/
E.P.M..  /admin/pages/add/consultation/sectionpage/{consultation}/
ERP.M..  /admin/pages/{draft}/edit/
ERP.M..  /admin/pages/{draft}/view_draft/
ERP.M..  /admin/pages/{draft}/history/
ERP.M..  /admin/pages/{draft}/revisions/{draft_revision}/view/
ERP.M..  /admin/pages/{draft}/revisions/compare/live...latest/
ERP.M..  /admin/pages/{waiting}/workflow_history/
.RP.M..  /admin/pages/workflow/action/{waiting}/approve/{task_state}/
.RP.M..  /admin/pages/workflow/action/{waiting}/reject/{task_state}/
..P.M..  /admin/pages/{draft}/unpublish/
..P.M..  /admin/pages/{draft}/move/
..P.M..  /admin/pages/{draft}/delete/
..P.M..  /admin/pages/{draft}/privacy/
ERP.M..  /admin/pages/{draft}/copy/
E.P.M..  /admin/images/add/
E.P.M..  /admin/images/
E.P.M..  /admin/images/{image}/
E.P.M..  /admin/documents/add/
E.P.M..  /admin/documents/
E.P.M..  /admin/documents/edit/{document}/
...AM..  /admin/forms/submissions/{page}/?export=csv
...AM..  /admin/forms/submissions/{page}/?export=xlsx
...AM..  /admin/forms/submissions/{page}/?export=choose
...AM..  /admin/forms/submissions/{page}/results/?export=csv
...AM..  /admin/all-responses/?export=csv
...AM..  /admin/all-responses/?export=xlsx
...AM..  /admin/all-responses/?export=choose
...AM..  /admin/all-responses/?q=Unmistakable
.......  /admin/all-responses/history/{response}/
.......  /admin/all-responses/inspect/{response}/
....M..  /admin/redirects/
....M..  /admin/sites/
.......  /admin/collections/
.......  /admin/collections/{collection}/
.......  /admin/workflows/list/
.......  /admin/workflows/edit/{workflow}/
.......  /admin/workflows/tasks/edit/{task}/
....M..  /admin/users/
....M..  /admin/groups/
.RP.M..  /admin/reports/locked/
ERP.M..  /admin/reports/workflow/
ERP.M..  /admin/reports/workflow_tasks/
ERPAM..  /admin/reports/site-history/
ERP.M..  /admin/reports/aging-pages/
ERP.M..  /admin/reports/page-types-usage/
"""

# What does not answer 200 to those who may: buttons that only post, and addresses that lead on.
OTHERWISE = {
    # Superusers alone import redirects.
    "import_redirects": 302,
    "add_imported_redirects": 302,
    "releases:remove": 405,
    "ideas_import_export:confirm": 302,
    "importing:columns": 302,
    "review:decided": 302,
    "wagtailadmin_api:pages:action": 405,
    "wagtailadmin_api:pages:find": 302,
} | {
    f"wagtailsnippets_ideas_{kind}:{button}": 405
    for kind in KINDS
    for button in ("lock", "unlock", "reorder", "reorder_within")
}


def rows() -> Iterator[tuple[str, str, list[str]]]:
    """Return name, who may, and the parts of the address, of each row of the tables."""
    snippets = [SNIPPETS.replace("{id}", "{{}}").replace("{}", kind) for kind in KINDS]
    for line in "".join([SCREENS, *snippets]).splitlines():
        if line:
            name, may, *parts = line.split()
            yield name, may, parts


TABLE = {name: (may, parts) for name, may, parts in rows()}


def patterns(found: Any, route: str = "", names: str = "") -> Iterator[tuple[str, str, Any]]:
    """Return route, name and view of every address."""
    for each in found:
        here = route + str(each.pattern)
        if isinstance(each, URLResolver):
            within = f"{names}{each.namespace}:" if each.namespace else names
            yield from patterns(each.url_patterns, here, within)
        elif isinstance(each, URLPattern):
            yield here, names + each.name if each.name else here, each.callback


def is_ours(name: str, view: Any) -> bool:
    """Say whether a view is the project's, or a library's that shows the project's things."""
    bare = inspect.unwrap(view)
    maker = getattr(view, "view_class", None) or getattr(view, "cls", None)
    owner = maker or type(getattr(bare, "__self__", None))
    model = (getattr(view, "view_initkwargs", None) or {}).get("model")
    modules = [bare.__module__, owner.__module__, getattr(model, "__module__", "")]
    # Wagtail's own views of forms hand over to the pages of this project.
    return name.startswith("wagtailforms:") or any(
        module.split(".")[0] in OURS for module in modules
    )


def test_every_address_of_the_project_is_in_the_table() -> None:
    found = {
        name
        for route, name, view in patterns(get_resolver().url_patterns)
        if route.startswith("admin/") and is_ours(name, view)
    }
    assert found - set(TABLE) == set(), "Say in the table who may open these."
    assert set(TABLE) - found == set(), "These are gone."


def address(portal: WholePortal, name: str, parts: list[str]) -> str:
    """Return the address of a row, with the keys of what there is in the portal."""
    ids = portal.ids()
    query = "".join(part.format(**ids) for part in parts if part.startswith("?"))
    words = [part for part in parts if not part.startswith("?")]
    args = [word[1:] if word.startswith("'") else ids[word] for word in words]
    if "/" not in name:
        return reverse(name, args=args) + query
    route = re.sub("<[^>]*>", "{}", name)
    return f"/{route.format(*args)}{query}"


@cache
def icons_drawn() -> set[str]:
    """Return the icons that the admin has."""
    return set(re.findall(r'id="icon-([\w-]+)"', get_icons()))


def icons_of(answer: HttpResponse) -> set[str]:
    """Return the icons that a screen names, those of its menu among them."""
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return set()
    html = unescape(answer.content.decode())
    return set(re.findall(r'(?:href="#icon-|"icon_name": ")([\w-]+)"', html))


def expect_access(portal: WholePortal, url: str, may: str, status: int = 200) -> None:
    """Expect that those who may get a screen, and all others neither that nor what is secret."""
    secrets = (SECRET.encode(), portal.response.reference_text.encode())
    for letter, role in zip(may, COLUMNS.values(), strict=True):
        client = portal.clients[role]
        seen = client.get(url)
        if letter != ".":
            assert seen.status_code == status, role
            assert not was_refused(seen), role
            assert icons_of(seen) <= icons_drawn()
            continue
        for answer in (seen, client.post(url)):
            assert was_refused(answer) or answer.status_code == 405, role
            assert not any(secret in answer.content for secret in secrets), role


@pytest.mark.parametrize("name", TABLE)
def test_who_may_open_what_the_project_adds(portal: WholePortal, name: str) -> None:
    may, parts = TABLE[name]
    expect_access(portal, address(portal, name, parts), may, OTHERWISE.get(name, 200))


@pytest.mark.parametrize("row", OTHER_SCREENS.strip().splitlines(), ids=lambda row: row[9:])
def test_who_may_open_what_wagtail_has(portal: WholePortal, row: str) -> None:
    may, url = row.split()
    expect_access(portal, url.format(**portal.ids()), may)


def test_an_analyst_sees_no_page_on_what_everybody_comes_to(portal: WholePortal) -> None:
    waiting = portal.ids()["waiting_idea"]
    cancelling = f"/admin/snippets/ideas/idea/workflow/confirm_cancellation/{waiting}/"
    pages = "/admin/api/main/pages/"
    assert SECRET in portal.clients["Editor"].get(pages).content.decode()
    history = "/admin/reports/site-history/"
    for address in (pages, history, "/admin/choose-page/", "/admin/pages/search/", cancelling):
        answer = portal.clients["Analyst"].get(address)
        assert SECRET not in answer.content.decode(), address


def test_the_history_tells_only_analysts_of_responses(portal: WholePortal) -> None:
    read = f"/admin/responses/{portal.response.pk}/"
    assert portal.clients["Analyst"].get(read).status_code == 200
    history = "/admin/reports/site-history/"
    reference = portal.response.reference_text
    assert reference in portal.clients["Analyst"].get(history).content.decode()
    for role in ("Editor", "Reviewer", "Publisher"):
        assert reference not in portal.clients[role].get(history).content.decode(), role


def test_every_right_over_a_page_gives_none_over_its_responses(portal: WholePortal) -> None:
    owner = make_user("Editor", "the owner")
    group = Group.objects.create(name="Owners")
    for action in ("add", "change", "publish", "lock", "unlock", "bulk_delete"):
        GroupPagePermission.objects.create(group=group, page=portal.page, permission_type=action)
    owner.groups.add(group)
    portal.page.owner = owner
    portal.page.save()
    client = Client()
    client.force_login(owner)
    assert was_refused(client.get(f"/admin/forms/submissions/{portal.page.pk}/"))
    assert was_refused(client.get(f"/admin/responses/{portal.response.pk}/"))


def test_an_analyst_who_left_sees_nothing(portal: WholePortal) -> None:
    user = make_user("Analyst", "a former analyst")
    client = Client()
    client.force_login(user)
    user.is_active = False
    user.save()
    answer = client.get(f"/admin/responses/{portal.response.pk}/")
    assert answer.status_code == 302
    assert answer["Location"] != ADMIN_HOME


@pytest.mark.parametrize("url", ["/admin/responses/999999/", "/admin/forms/submissions/999999/"])
def test_an_unknown_response_or_page_is_not_found(portal: WholePortal, url: str) -> None:
    assert portal.clients["Analyst"].get(url).status_code == 404
