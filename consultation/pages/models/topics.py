from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Topic(models.Model):
    """What consultations are about, by which readers filter the list of them.

    It has no draft: a second person confirms a change of it.
    """

    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        help_text=_("In one to three words, such as “Parks and leisure”. Readers see it."),
    )

    panels = [FieldPanel("name")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
