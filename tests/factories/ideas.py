"""Areas, themes and ideas, published or as drafts that no one has published yet."""

from typing import Any

import factory

from consultation.common.drafts import publish_new
from ideas.models import Area, Idea, IdeaSet, ReviewableSnippet, Theme

from .remembered import RememberedFactory, RememberedSubFactory


class _SnippetFactory(RememberedFactory, factory.django.DjangoModelFactory):
    """A thing with its first revision; `live=False` leaves it a draft."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        is_live = kwargs.get("live", True)
        item = super()._create(model_class, *args, **kwargs | {"live": False})
        if is_live:
            publish_new([item], {"wagtail.publish": {}})
        else:
            item.save_revision()
        return type(item).objects.get(pk=item.pk)


def the_set() -> IdeaSet:
    """Return the set of all that is given none, and of consultations that are given none."""
    return IdeaSet.objects.get_or_create(name="Ideas of the portal")[0]


class IdeaSetFactory(factory.django.DjangoModelFactory):
    """A set of ideas."""

    name = factory.Sequence(lambda number: f"Set {number}")

    class Meta:
        model = IdeaSet


class AreaFactory(_SnippetFactory):
    """A published area."""

    idea_set = factory.LazyFunction(the_set)
    name = factory.Sequence(lambda number: f"Area {number}")

    class Meta:
        model = Area


class ThemeFactory(_SnippetFactory):
    """A published theme, in an area of its own unless it is given one."""

    area = RememberedSubFactory(AreaFactory)
    title = factory.Sequence(lambda number: f"Full title of theme {number}")
    short_title = factory.Sequence(lambda number: f"Theme {number}")

    class Meta:
        model = Theme


class IdeaFactory(_SnippetFactory):
    """A published idea, in a theme of its own unless it is given one."""

    theme = RememberedSubFactory(ThemeFactory)
    lead = "Share"
    statement = factory.Sequence(lambda number: f"what works {number}")

    class Meta:
        model = Idea


def idea_tree(areas: int, themes: int, ideas: int) -> None:
    """Publish areas, each with so many themes, each with so many ideas."""
    for _ in range(areas):
        area = AreaFactory()
        for _ in range(themes):
            IdeaFactory.create_batch(ideas, theme=ThemeFactory(area=area))


def redraft(item: ReviewableSnippet, **changes: Any) -> Any:
    """Save a new draft with these changes and return its revision; readers do not see it."""
    draft = item.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    return draft.save_revision()


def reword(item: ReviewableSnippet, **changes: Any) -> None:
    """Publish these changes."""
    redraft(item, **changes).publish()
    item.refresh_from_db()
