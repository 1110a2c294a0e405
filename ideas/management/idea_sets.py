"""The idea set that a command is about."""

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from consultation.common.text import join_words
from ideas.models import IdeaSet


def add_set_argument(parser: CommandParser) -> None:
    """Let a command take the name of an idea set."""
    help_text = _("the name of the idea set; needed if there are several")
    parser.add_argument("--set", dest="idea_set", metavar=_("NAME"), help=help_text)


def find_idea_set(name: str | None) -> IdeaSet:
    """Return the idea set of this name, or the only one.

    Raises:
        CommandError: there is none, or there are several.
    """
    sets = list(IdeaSet.objects.all())
    found = [each for each in sets if name in (None, each.name)]
    if len(found) == 1:
        return found[0]
    if not sets:
        raise CommandError(_("There is no idea set yet. Make one in the admin first."))
    text = _("Name one of the idea sets with --set: %(names)s.")
    raise CommandError(text % {"names": join_words(f"“{each}”" for each in sets)})
