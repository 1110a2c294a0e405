"""Dates and times in templates, in the words of `consultation.common.dates`."""

from django import template

from consultation.common import dates

register = template.Library()
register.filter(dates.short_date)
register.filter(dates.short_datetime)
register.filter(dates.time_element)
