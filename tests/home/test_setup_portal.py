"""`setup_portal`: what every portal needs, made or repaired, and nothing else touched."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, Site

from consultation.pages.models import TemplatesPage
from home.models import HomePage, PortalSettings
from home.setup.roles import ROLES
from tests.home.conftest import Command

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def everything() -> dict[str, Any]:
    """Return all that the command may make, for comparison."""
    return {
        "permissions": sorted(Group.objects.values_list("name", "permissions__codename")),
        "pages": sorted(
            GroupPagePermission.objects.values_list("group", "page", "permission__codename")
        ),
        "files": sorted(
            GroupCollectionPermission.objects.values_list(
                "group", "collection", "permission__codename"
            )
        ),
        "tree": list(Page.objects.order_by("path").values_list("pk", "path", "title", "slug")),
        "revisions": list(HomePage.objects.values_list("pk", "latest_revision")),
        "sites": list(Site.objects.values_list("hostname", "port", "root_page", "is_default_site")),
        "settings": list(PortalSettings.objects.values()),
    }


def codenames(role: str) -> set[str]:
    permissions = Group.objects.get(name=role).permissions
    return set(permissions.values_list("codename", flat=True))


def test_a_new_portal_has_its_roles_and_a_front_page(
    untouched: None, run: Command, client: Client
) -> None:
    output = run("setup_portal")
    names = set(Group.objects.values_list("name", flat=True))
    assert names >= {"Editor", "Reviewer", "Publisher", "Analyst", "Administrator"}
    assert all(role in output for role in ROLES)
    assert client.get("/").status_code == 200
    home = HomePage.objects.get()
    assert (home.slug, home.url_path, home.live) == ("home", "/home/", True)
    assert Site.objects.get().root_page_id == home.pk


def test_wagtails_welcome_page_gives_way(untouched: None, run: Command) -> None:
    assert Page.objects.filter(depth=2, title__startswith="Welcome").exists()
    run("setup_portal")
    kinds = {page.specific_class for page in Page.objects.filter(depth=2)}
    assert kinds == {HomePage, TemplatesPage}


def test_a_second_run_changes_nothing(run: Command) -> None:
    run("setup_portal")
    before = everything()
    run("setup_portal")
    assert everything() == before


def test_only_analysts_and_administrators_may_see_responses(run: Command) -> None:
    run("setup_portal")
    for role in ROLES:
        may = role in ("Analyst", "Administrator")
        assert ("view_response" in codenames(role)) is may, role


def test_a_permission_that_was_removed_comes_back(run: Command) -> None:
    run("setup_portal")
    before = everything()
    Group.objects.get(name="Analyst").permissions.clear()
    GroupPagePermission.objects.filter(group__name="Editor").delete()
    GroupCollectionPermission.objects.filter(group__name="Publisher").delete()
    assert everything() != before
    run("setup_portal")
    assert codenames("Analyst") >= {"access_admin", "view_response", "export_response"}
    assert everything() == before


def test_a_role_that_was_deleted_comes_back(run: Command) -> None:
    run("setup_portal")
    before = codenames("Reviewer")
    Group.objects.get(name="Reviewer").delete()
    run("setup_portal")
    assert codenames("Reviewer") == before


def test_a_permission_that_was_added_stays(run: Command) -> None:
    run("setup_portal")
    added = Permission.objects.get(codename="delete_user")
    Group.objects.get(name="Analyst").permissions.add(added)
    run("setup_portal")
    assert "delete_user" in codenames("Analyst")


def test_a_front_page_that_someone_wrote_stays_as_it_is(run: Command) -> None:
    run("setup_portal")
    home = HomePage.objects.get()
    home.title, home.slug, home.introduction = "Our own words", "our-own", "Welcome, all"
    home.save_revision().publish()
    Site.objects.update(site_name="Ours")
    PortalSettings.objects.update(service_name="Our own name")
    before = everything()
    run("setup_portal")
    assert everything() == before


def test_another_front_page_that_was_made_the_sites_stays_that(run: Command) -> None:
    run("setup_portal")
    other = HomePage(title="The newer one", slug="newer")
    Page.get_first_root_node().add_child(instance=other)
    Site.objects.update(root_page=other)
    run("setup_portal")
    assert Site.objects.get().root_page_id == other.pk
    assert HomePage.objects.count() == 2


def test_a_welcome_page_that_was_built_upon_stays_in_the_tree(run: Command, client: Client) -> None:
    welcome = Page.objects.get(depth=2)
    welcome.add_child(instance=Page(title="Built upon it", slug="built"))
    run("setup_portal")
    before = everything()
    run("setup_portal")
    assert everything() == before
    assert Page.objects.filter(title="Built upon it").exists()
    assert Site.objects.get().root_page.specific_class is HomePage
    assert "Consultations</h1>" in client.get("/").content.decode()


def test_a_missing_site_is_made_again(run: Command, client: Client) -> None:
    run("setup_portal")
    Site.objects.all().delete()
    run("setup_portal")
    assert Site.objects.get().is_default_site
    assert client.get("/").status_code == 200
    assert HomePage.objects.count() == 1


def test_the_first_visit_writes_nothing(run: Command, client: Client) -> None:
    run("setup_portal")
    before = everything()
    client.get("/")
    assert before["settings"]
    assert everything() == before


def test_statements_are_made_as_drafts_and_linked_once_they_are_live(
    run: Command, client: Client
) -> None:
    assert "Made a draft of the page “Accessibility statement”" in run("setup_portal")
    settings = PortalSettings.load()
    pages = [settings.accessibility_statement.specific, settings.privacy_notice.specific]
    for page in pages:
        assert not page.live
        assert client.get(page.url).status_code == 404
        assert page.title not in client.get("/").content.decode()
        page.save_revision().publish()
        assert client.get(page.url).status_code == 200
        assert f'<a href="{page.url}">{page.title}</a>' in client.get("/").content.decode()
    assert "Made a draft" not in run("setup_portal")
