"""The language of what is shown, in templates."""

from django import template

from consultation.common import language

register = template.Library()
register.simple_tag(language.language_tag)
register.simple_tag(language.open_graph_locale)
