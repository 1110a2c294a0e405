"""What an archive calls things: paths for pages and files, codes for areas, themes and ideas."""

from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from consultation.importing.archive.layout import Layout
from ideas.models import Area, Idea, Theme
from ideas.tree import AreaBranch, read_tree

_OF_IDEAS = (Area, Theme, Idea)


class Naming:
    """The names of one archive, looked up as they are asked for and then remembered."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        # Areas, themes and ideas are few, and most pages name some.
        self._items = {
            model: {item.pk: item for item in model._default_manager.all()} for model in _OF_IDEAS
        }
        self._outside: dict[str, str] = {}
        self._tree = read_tree(drafts=layout.drafts)

    def page(self, number: str) -> str:
        """Return the path of a page of this archive, else its full address; "" where it is gone."""
        path = self.layout.page_paths.get(int(number)) if number.isdecimal() else None
        if path is not None:
            return path
        if number not in self._outside:
            page = Page.objects.filter(pk=number).first() if number.isdecimal() else None
            self._outside[number] = (page.full_url or "") if page else ""
        return self._outside[number]

    def file(self, kind: str, number: Any) -> str:
        """Return the path of a picture ("image") or document; "" where it is gone."""
        files = self.layout.pictures if kind == "image" else self.layout.documents
        return files.path(number)

    def chosen(self, model: Any, number: Any) -> str | None:
        """Return what an archive calls something that a block chose; None where it is gone."""
        if not number:
            return None
        if model is get_image_model():
            return self.file("image", number) or None
        if model is get_document_model():
            return self.file("document", number) or None
        item = self._items.get(model, {}).get(number)
        return item.code if item else None

    def codes(self) -> dict[Any, set[str]]:
        """Return the codes of all areas, themes and ideas."""
        return {model: {item.code for item in of.values()} for model, of in self._items.items()}

    def tree(self) -> list[AreaBranch]:
        """Return the ideas as the archive has them, for a block to choose from."""
        return list(self._tree)

    def theme(self, theme_id: int) -> list[AreaBranch]:
        """Return one theme with its ideas; nothing where it is not public."""
        return [
            AreaBranch(area.area, [branch])
            for area in self._tree
            for branch in area.themes
            if branch.theme.pk == theme_id
        ]

    def code(self, item: Any) -> str:
        """Return the code of an area, theme or idea."""
        return str(item.code)

    def title(self, kind: str, number: Any) -> str:
        """Return what people call something, by the name of its model and its id."""
        if kind == "document":
            item = get_document_model()._default_manager.filter(pk=number).first()
            return item.title if item else ""
        model = next(each for each in _OF_IDEAS if each._meta.model_name == kind)
        item = self._items[model].get(number)
        return str(item) if item else ""
