"""The languages of the portal: which one an address, a page or a response asks for."""

from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import activate, get_language, override, to_locale
from wagtail.users.models import UserProfile


def has_languages() -> bool:
    """Say whether the portal has more than one language."""
    return bool(settings.WAGTAIL_I18N_ENABLED)


def known_language(code: str | None) -> str:
    """Return a language of the portal: the given one, or the portal's own."""
    return code if code and code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def language_of_path(path: str) -> str:
    """Return the language that an address begins with, or the portal's own."""
    return known_language(path.removeprefix("/").partition("/")[0])


def use_language(code: str) -> None:
    """Speak a language from now on. `coe_site.middleware` ends it with the request."""
    if has_languages():
        activate(known_language(code))


def in_language(code: str) -> AbstractContextManager[None]:
    """Speak a language of the portal for a while: in a task, or for one screen."""
    return override(known_language(code))


def in_language_of(user: Any) -> AbstractContextManager[None]:
    """Speak the language that a user chose in their account, by default the portal's."""
    return override(UserProfile.get_for_user(user).preferred_language or settings.LANGUAGE_CODE)


def language_tag(code: str = "") -> str:
    """Return a language as HTML names it, such as "en-GB"; without one, that spoken now."""
    return to_locale(code or get_language() or settings.LANGUAGE_CODE).replace("_", "-")


def open_graph_locale() -> str:
    """Return the language that is spoken now with a country, such as "cy_GB"."""
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return locale if "_" in locale else f"{locale}_GB"


class LanguagePrefix(LocalePrefixPattern):
    """The prefix of public addresses: none for the portal's own language.

    Unlike Django's, it is never that of a language that the portal does not have, which someone
    on the staff may once have chosen.
    """

    @property
    def language_prefix(self) -> str:
        code = known_language(get_language())
        return "" if code == settings.LANGUAGE_CODE else f"{code}/"
