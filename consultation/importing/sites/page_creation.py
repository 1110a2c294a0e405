"""Makes the pages that are new, empty at first, so that all others can link to them."""

from typing import Any

from wagtail.models import Page

from consultation.importing.archive.page_settings import kind_told, restrict
from consultation.importing.report import Report
from consultation.importing.sites.plan import Action, PlannedPage, SiteImportPlan
from consultation.pages.models import ConsultationPage, SectionPage


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
    idea_ids = plan.ideas.ids()
    # Pages that are there already move on in the tree when others are put before them.
    has_pages = any(each.page is not None for each in plan.pages)
    for number, planned in enumerate(plan.pages):
        if planned.action != Action.NEW:
            continue
        parent = plan.parent_of(planned)
        if has_pages:
            parent.refresh_from_db(fields=["path", "depth", "numchild"])
        is_consultation = planned.above is None and takes_consultations(parent)
        model = ConsultationPage if is_consultation else SectionPage
        model, more = kind_told(planned.draft, parent, model, idea_ids, report)
        planned.page = model(
            **more,
            title=planned.draft.title,
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
        restrict(planned.page, planned.draft.settings)


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
