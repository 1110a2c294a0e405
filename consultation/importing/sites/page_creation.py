"""Makes the pages that are new, empty at first, so that all others can link to them."""

from typing import Any

from wagtail.models import Page, PageViewRestriction

from consultation.importing.archive.page_data import TYPES
from consultation.importing.report import Report
from consultation.importing.sites.plan import Action, PlannedPage, SiteImportPlan
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage


def takes_consultations(parent: Page) -> bool:
    """Say whether a consultation can be made below a page."""
    return ConsultationPage in type(parent).allowed_subpage_models()


def create_pages(plan: SiteImportPlan, user: Any, report: Report) -> None:
    """Make the new pages of a plan in its order.

    Args:
        plan: what to make.
        user: who owns the pages; None is the server.
        report: what there is to say.
    """
    # Pages that are there already move on in the tree when others are put before them.
    has_pages = any(each.page is not None for each in plan.pages)
    for number, planned in enumerate(plan.pages):
        if planned.action != Action.NEW:
            continue
        parent = plan.parent_of(planned)
        if has_pages:
            parent.refresh_from_db(fields=["path", "depth", "numchild"])
        model = _model(planned, parent, report)
        settings = planned.draft.settings
        theme = {"theme_id": settings["fields"]["theme_id"]} if model is ThemePage else {}
        planned.page = model(
            **theme,
            title=planned.title,
            slug=planned.slug,
            live=False,
            has_unpublished_changes=True,
            owner=user,
            locale_id=parent.locale_id,
        )
        if has_pages:
            _insert(planned, parent, plan.pages[:number], plan.pages[number + 1 :])
        else:
            parent.add_child(instance=planned.page)
        if settings.get("private"):
            login = PageViewRestriction.LOGIN
            PageViewRestriction.objects.create(page=planned.page, restriction_type=login)


def _model(planned: PlannedPage, parent: Page, report: Report) -> Any:
    """Return the type of a new page: what an archive says, if that can be below its parent."""
    is_consultation = planned.above is None and takes_consultations(parent)
    otherwise = ConsultationPage if is_consultation else SectionPage
    settings = planned.draft.settings
    model = TYPES[settings["type"]] if settings else otherwise
    if model is otherwise:
        return model
    if model is ThemePage and not settings["fields"].get("theme_id"):
        report.loss(planned.place, "The theme of this page is not here. It is a section.")
        return otherwise
    is_second = model is OutcomePage and OutcomePage.objects.child_of(parent).exists()
    if is_second or model not in type(parent).allowed_subpage_models():
        report.doubt(planned.place, "A page of this type cannot stand here. It is a section.")
        return otherwise
    return model


def _insert(
    planned: PlannedPage, parent: Page, before: list[PlannedPage], after: list[PlannedPage]
) -> None:
    """Put a new page between its neighbours in the source, those that are below the same page."""
    siblings = {page.pk: page for page in Page.objects.child_of(parent)}
    for others, side in ((reversed(before), "right"), (after, "left")):
        for other in others:
            sibling = siblings.get(other.page.pk) if other.page is not None else None
            if sibling is not None and other.parent is planned.parent:
                sibling.add_sibling(side, instance=planned.page)
                planned.page.refresh_from_db()
                return
    parent.add_child(instance=planned.page)
