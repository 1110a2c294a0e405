"""Makes the pages that are new, empty at first, so that all others can link to them."""

from typing import Any

from django.utils.text import slugify
from wagtail.models import Page, PageViewRestriction

from consultation.importing.archive.page_settings import TYPES
from consultation.importing.report import Place, Report
from consultation.importing.sites.plan import Action, PlannedPage, SiteImportPlan
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage


class PageCreator:
    """Makes pages in the order of the source.

    Args:
        plan: what to make.
        parent: the page below which a new site goes.
        user: who owns the pages; None is the server.
        report: what there is to say.
    """

    def __init__(self, plan: SiteImportPlan, parent: Page, user: Any, report: Report) -> None:
        self.plan, self.parent, self.user, self.report = plan, parent, user, report
        self.pages: dict[str, Any] = {}
        self.slugs: dict[int, set[str]] = {}
        self.is_update = any(each.action != Action.NEW for each in plan.pages)

    def create_pages(self) -> dict[str, Any]:
        """Return all pages of the source by their paths, those that were there included."""
        ids = [each.known.page_id for each in self.plan.pages if each.known and each.known.page_id]
        there = {page.pk: page for page in Page.objects.filter(pk__in=ids).specific()}
        before: dict[str, list[int]] = {}
        for planned in self.plan.pages:
            above = planned.above.path if planned.above else ""
            if planned.action == Action.NEW:
                parent = self._parent(planned)
                page = self._make(planned, parent, before.get(above, []))
            else:
                page = there.get(planned.known.page_id or 0) if planned.known else None
            if page is not None:
                self.pages[planned.draft.source.path] = page
                before.setdefault(above, []).append(page.pk)
        if self.is_update:
            ids = [page.pk for page in self.pages.values()]
            fresh = {page.pk: page for page in Page.objects.filter(pk__in=ids).specific()}
            self.pages = {path: fresh[page.pk] for path, page in self.pages.items()}
        return self.pages

    def _parent(self, planned: PlannedPage) -> Any:
        above = planned.above
        while above is not None and above.path not in self.pages:
            # The section was deleted in the portal: its pages go one further up.
            above = next(
                each.above for each in self.plan.pages if each.draft.source.path == above.path
            )
        return self.pages[above.path] if above is not None else self.parent

    def _make(self, planned: PlannedPage, parent: Any, before: list[int]) -> Any:
        draft = planned.draft
        is_top = planned.above is None
        model = ConsultationPage if is_top and _takes_consultations(parent) else SectionPage
        if draft.settings:
            model = self._model_told(planned, parent, model)
        slug = draft.source.slug
        if is_top and not draft.settings and not draft.source.folder:
            slug = self._slug_of_top(planned)
        needed = {}
        if model is ThemePage:
            needed = {"theme_id": draft.settings["fields"]["theme_id"]}
        page = model(
            **needed,
            title=draft.title,
            slug=self._free_slug(slug, parent, planned),
            live=False,
            has_unpublished_changes=True,
            owner=self.user,
            locale_id=parent.locale_id,
        )
        siblings: dict[int, Page] = {}
        if self.is_update and not is_top:
            # New pages may have given those that are there another path.
            parent.refresh_from_db(fields=["path", "depth", "numchild"])
            found = Page.objects.child_of(parent).filter(pk__in=before)
            siblings = {each.pk: each for each in found}
        if siblings:
            # Between those that are there already, as in the source.
            last = next(pk for pk in reversed(before) if pk in siblings)
            siblings[last].add_sibling("right", instance=page)
            page.refresh_from_db()
        else:
            parent.add_child(instance=page)
        if draft.settings.get("private"):
            login = PageViewRestriction.LOGIN
            PageViewRestriction.objects.create(page=page, restriction_type=login)
        return page

    def _model_told(self, planned: PlannedPage, parent: Any, otherwise: Any) -> Any:
        """Return the type that an archive says a page is of, if it can be that here."""
        settings, place = planned.draft.settings, Place(planned.draft.source.path)
        model = TYPES[settings["type"]]
        if model is ThemePage and not settings["fields"].get("theme_id"):
            self.report.loss(place, "The theme of this page is not here. It is a section.")
            return otherwise
        is_second = model is OutcomePage and OutcomePage.objects.child_of(parent).exists()
        if is_second or model not in type(parent).allowed_subpage_models():
            if model is not otherwise:
                self.report.doubt(place, "A page of this type cannot stand here. It is a section.")
            return otherwise
        return model

    def _slug_of_top(self, planned: PlannedPage) -> str:
        source = planned.draft.source
        is_named = source.is_file and source.slug not in ("page", "")
        named = source.slug if is_named and source.address else ""
        return named or slugify(self.plan.site.name or planned.draft.title, allow_unicode=True)

    def _free_slug(self, slug: str, parent: Any, planned: PlannedPage) -> str:
        """Return a slug that no other page beside it has."""
        slug = slug[:240] or "page"
        if parent.pk not in self.slugs:
            self.slugs[parent.pk] = set(
                Page.objects.child_of(parent).values_list("slug", flat=True)
            )
        taken = self.slugs[parent.pk]
        free, number = slug, 2
        while free in taken:
            free, number = f"{slug}-{number}", number + 1
        taken.add(free)
        if free != slug:
            self.report.note(
                Place(planned.draft.source.path),
                f"The end of its address is {free} here, since {slug} is taken beside it.",
            )
        return free


def _takes_consultations(parent: Any) -> bool:
    return ConsultationPage in type(parent).allowed_subpage_models()
