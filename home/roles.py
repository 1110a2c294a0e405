"""The portal's roles as data: which groups there are and what each may do."""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

ADMIN = "wagtailadmin.access_admin"


def ideas(*actions: str) -> tuple[str, ...]:
    """Return the permissions for these actions on areas, themes and ideas."""
    return tuple(
        f"ideas.{action}_{model}" for model in ("area", "theme", "idea") for action in actions
    )


SEE_RELEASES = ("workflow.view_release",)
GATHER_RELEASES = (*SEE_RELEASES, "workflow.add_release", "workflow.change_release")
PUBLISH_RELEASES = (*GATHER_RELEASES, "workflow.publish_release")
READ_RESPONSES = (
    "responses.view_response",
    "responses.add_response",
    "responses.export_response",
    "responses.export_personal_data",
    "responses.publish_answer",
)


@dataclass(frozen=True, slots=True)
class Role:
    """A group and its permissions.

    Args:
        name: the group's name, as administrators see it.
        permissions: "app.codename" of model permissions.
        pages: what the role may do with every page: add, change, publish, lock, unlock.
        files: what it may do with images and documents: add, change, choose, delete.
    """

    name: str
    permissions: tuple[str, ...]
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    notes: str = field(default="", compare=False)


ROLES: tuple[Role, ...] = (
    Role(
        name="Editor",
        permissions=(ADMIN, *ideas("add", "change"), *GATHER_RELEASES),
        pages=("add", "change"),
        files=("add", "change", "choose"),
        notes="Writes pages and forms and sends them for review.",
    ),
    Role(
        name="Reviewer",
        permissions=(ADMIN, *ideas("change", "lock", "unlock"), *SEE_RELEASES),
        pages=("change", "lock", "unlock"),
        files=("choose",),
        notes="Compares versions and approves content.",
    ),
    Role(
        name="Publisher",
        permissions=(
            ADMIN,
            *ideas("add", "change", "publish", "lock", "unlock"),
            *PUBLISH_RELEASES,
        ),
        pages=("add", "change", "publish", "lock", "unlock"),
        files=("add", "change", "choose", "delete"),
        notes="Publishes, schedules and unpublishes.",
    ),
    Role(
        name="Analyst",
        permissions=(ADMIN, *READ_RESPONSES, "responses.change_response"),
        notes="Reads, filters, exports and publishes responses, and decides about quarantine.",
    ),
    Role(
        name="Administrator",
        permissions=(
            ADMIN,
            *READ_RESPONSES,
            "responses.change_response",
            "responses.delete_response",
            *ideas("add", "change", "publish", "delete", "lock", "unlock"),
            *PUBLISH_RELEASES,
            "home.change_portalsettings",
            "workflow.view_pendingchange",
            "importing.import_site",
            "auth.add_user",
            "auth.change_user",
            "auth.delete_user",
            "auth.add_group",
            "auth.change_group",
            "auth.delete_group",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
            "wagtailcore.add_site",
            "wagtailcore.change_site",
            "wagtailcore.delete_site",
        ),
        pages=("add", "change", "publish", "bulk_delete", "lock", "unlock"),
        files=("add", "change", "choose", "delete"),
        notes="Runs the portal: users, settings, erasure of responses.",
    ),
)


def _permission(label: str) -> Permission:
    app_label, codename = label.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def ensure_role(role: Role, changes: list[str] | None = None) -> Group:
    """Give a role's group all of its permissions, taking away none that it has besides.

    Args:
        role: the role.
        changes: what had to be changed is added here in words.
    """
    changes = changes if changes is not None else []
    group, made = Group.objects.get_or_create(name=role.name)
    permissions = {_permission(label) for label in role.permissions}
    missing = permissions - set(group.permissions.all())
    group.permissions.add(*missing)
    given = len(missing)
    root = Page.get_first_root_node()
    for action in role.pages:
        _, is_new = GroupPagePermission.objects.get_or_create(
            group=group, page=root, permission=_permission(f"wagtailcore.{action}_page")
        )
        given += is_new
    collection = Collection.get_first_root_node()
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in role.files:
            _, is_new = GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=collection,
                permission=_permission(f"{app}.{action}_{model}"),
            )
            given += is_new
    if made:
        changes.append(f"Made the role {role.name}.")
    elif given:
        changes.append(f"Gave the role {role.name} {given} missing rights.")
    return group
