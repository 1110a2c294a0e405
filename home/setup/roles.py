"""The portal's roles as data: which groups there are and what each may do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

FILE_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"))


def permissions(app: str, actions: str, *models: str) -> tuple[str, ...]:
    """Return the permissions for all these actions on these models, such as "auth.add_user"."""
    return tuple(f"{app}.{action}_{model}" for model in models for action in actions.split())


def ideas(actions: str) -> tuple[str, ...]:
    """Return the permissions for these actions on areas, themes and ideas."""
    return permissions("ideas", actions, "area", "theme", "idea")


@dataclass(frozen=True, slots=True)
class Role:
    """A group and its permissions.

    Args:
        name: the group's name, as administrators see it.
        permissions: "app.codename" of model permissions, besides access to the admin.
        pages: what the role may do with every page: add, change, publish, lock, unlock.
        files: what it may do with images and documents: add, change, choose, delete.
    """

    name: str
    permissions: tuple[str, ...]
    pages: str = ""
    files: str = ""


READ_RESPONSES = (
    *permissions("responses", "view add change export", "response"),
    "responses.export_personal_data",
    "responses.publish_answer",
)

ROLES = (
    # Writes pages and forms and sends them for review.
    Role(
        name="Editor",
        permissions=(*ideas("add change"), *permissions("workflow", "view add change", "release")),
        pages="add change",
        files="add change choose",
    ),
    # Compares versions and approves content.
    Role(
        name="Reviewer",
        permissions=(*ideas("change lock unlock"), "workflow.view_release"),
        pages="change lock unlock",
        files="choose",
    ),
    # Publishes, schedules and unpublishes.
    Role(
        name="Publisher",
        permissions=(
            *ideas("add change publish lock unlock"),
            *permissions("workflow", "view add change publish", "release"),
        ),
        pages="add change publish lock unlock",
        files="add change choose delete",
    ),
    # Reads, filters, exports and publishes responses, and decides about quarantine.
    Role(name="Analyst", permissions=READ_RESPONSES),
    # Runs the portal: users, settings, erasure of responses.
    Role(
        name="Administrator",
        permissions=(
            *READ_RESPONSES,
            "responses.delete_response",
            *ideas("add change publish delete lock unlock"),
            *permissions("workflow", "view add change publish", "release"),
            "workflow.view_pendingchange",
            "home.change_portalsettings",
            "importing.import_site",
            *permissions("auth", "add change delete", "user", "group"),
            *permissions("wagtailredirects", "add change delete", "redirect"),
            *permissions("wagtailcore", "add change delete", "site"),
        ),
        pages="add change publish bulk_delete lock unlock",
        files="add change choose delete",
    ),
)


def _permissions_by_label(labels: Iterable[str]) -> dict[str, Permission]:
    """Return permissions by labels such as "wagtailcore.add_page", by one query."""
    codenames = [label.partition(".")[2] for label in labels]
    found = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    return {f"{each.content_type.app_label}.{each.codename}": each for each in found}


def ensure_role(role: Role, changes: list[str] | None = None) -> Group:
    """Give a role's group all of its permissions, taking away none that it has besides.

    Args:
        role: the role.
        changes: what had to be changed is added here in words.
    """
    group, made = Group.objects.get_or_create(name=role.name)
    own = ("wagtailadmin.access_admin", *role.permissions)
    pages = permissions("wagtailcore", role.pages, "page")
    files = [label for app, model in FILE_MODELS for label in permissions(app, role.files, model)]
    known = _permissions_by_label((*own, *pages, *files))
    missing = {known[label] for label in own} - set(group.permissions.all())
    group.permissions.add(*missing)
    given = len(missing)
    for model, scope, labels in (
        (GroupPagePermission, {"page": Page.get_first_root_node()}, pages),
        (GroupCollectionPermission, {"collection": Collection.get_first_root_node()}, files),
    ):
        there = model.objects.filter(group=group, **scope).values_list("permission_id", flat=True)
        wanted = {known[label].pk for label in labels} - set(there)
        model.objects.bulk_create(model(group=group, permission_id=pk, **scope) for pk in wanted)
        given += len(wanted)
    if changes is not None and made:
        changes.append(f"Made the role {role.name}.")
    elif changes is not None and given:
        changes.append(f"Gave the role {role.name} {given} missing rights.")
    return group
