"""What the list of published answers shows of each."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from consultation.common.page_names import name_pages
from consultation.responses.models import Publication, PublishedAnswer, Status


def _words(published: PublishedAnswer) -> str:
    text = " ".join(published.text.split())
    return Truncator(text).chars(140) if text else "Its words were erased"


def _state(published: PublishedAnswer) -> str:
    """Return its state, and why readers do not see it all the same."""
    label = published.get_state_display()
    if published.state == Publication.CONFIRMED and published.response.status != Status.COUNTED:
        return f"{label}, not shown: the response is not counted"
    return label


def _last_step(published: PublishedAnswer) -> str:
    """Return who did the last thing to it, and when."""
    moment, user = {
        Publication.DRAFT: (published.drafted_at, published.drafted_by),
        Publication.CONFIRMED: (published.confirmed_at, published.confirmed_by),
        Publication.WITHDRAWN: (published.withdrawn_at, published.withdrawn_by),
    }[Publication(published.state)]
    day = date_format(localtime(moment), "j M Y, H:i") if moment else ""
    return f"{day}, {_name(user)}"


def _name(user: AbstractBaseUser | None) -> str:
    return str(user_display_name(user)) if user else "somebody whose account is gone"


def with_page_names(answers: Iterable[PublishedAnswer]) -> list[Any]:
    """Return published answers, each with the name of its page, from one query."""
    named: list[Any] = list(answers)
    names = name_pages(answer.response for answer in named)
    for answer in named:
        answer.page_name = names[answer.response_id]
    return named


PUBLISHED_COLUMNS = [
    TitleColumn("text", label="Words", accessor=_words, url_name="responses:published"),
    StatusTagColumn(
        "state",
        accessor=_state,
        primary=lambda each: each.state == Publication.CONFIRMED,
        sort_key="state",
    ),
    Column("question"),
    Column("page", accessor="page_name", sort_key="response__page_title"),
    Column("who", label="Who said it"),
    Column("last_step", label="Last step", accessor=_last_step),
]
