"""The forms that files are uploaded by, one for each kind, and the form of the columns."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.importing.models import Kind
from consultation.importing.responses.dates import DateOrder
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import NEW_TYPES, UNIQUE, Column, Mapping, Use
from consultation.importing.responses.rows import check_mapping
from consultation.importing.responses.tables import ResponseImportError
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage
from consultation.pages.models.templates import without_templates

MEGABYTE = 1024 * 1024
# What a server behind the usual proxy accepts at once.
MOST_MEGABYTES = 50
ANSWERED = (ConsultationPage, SectionPage, ThemePage, OutcomePage)


class UploadForm(forms.Form):
    """A file and what is chosen along with it; the names of other fields are those of options.

    What is wrong inside a file is found when it is read.
    """

    endings: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[Any] = ""
    introduction: ClassVar[Any] = ""
    # Which files it takes; this is said of others, too.
    choose: ClassVar[Any] = ""

    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = self.choose % {"size": MOST_MEGABYTES}
        field.validators.append(FileExtensionValidator(self.endings, message=field.help_text))
        field.widget.attrs["accept"] = ",".join(f".{ending}" for ending in self.endings)

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_MEGABYTES * MEGABYTE:
            raise ValidationError(self.fields["file"].help_text)
        return file

    def options(self) -> dict[str, Any]:
        """Return what was chosen along with the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class SiteForm(UploadForm):
    """A Markdown site, an archive or a Word document, and which headings of that become pages."""

    endings = ("zip", "md", "markdown", "docx", "docm")
    choose = _("Choose a ZIP file, a Markdown file or a Word document of up to %(size)d MB.")
    title = _("Import a site or a document")
    introduction = _(
        "Upload a site as a ZIP file (the folder that holds mkdocs.yml, or Markdown pages), a "
        "single Markdown file, an archive that was exported from a portal like this one, or a Word "
        "document."
    )
    levels = forms.TypedChoiceField(
        label=_("Pages of a Word document"),
        coerce=int,
        choices=(
            (1, _("A page for each Heading 1")),
            (2, _("A page for each Heading 1 and Heading 2")),
        ),
        widget=forms.RadioSelect,
        required=False,
        initial=1,
    )


class ResponsesForm(UploadForm):
    """A spreadsheet of responses, and the page that they belong to."""

    endings = ("csv", "tsv", "txt", "xlsx")
    choose = _("Choose a CSV file or an XLSX workbook of up to %(size)d MB.")
    title = _("Import responses")
    introduction = _(
        "Upload a spreadsheet with one row for each response and one column for each question."
    )
    page = forms.TypedChoiceField(
        label=_("The responses belong to"),
        coerce=int,
        help_text=_("Choose a consultation if a column says which page each row answers."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["page"].choices = answerable_pages(user)  # type: ignore[attr-defined]


FORMS: dict[str, type[UploadForm]] = {Kind.SITE: SiteForm, Kind.RESPONSES: ResponsesForm}


def answerable_pages(user: Any) -> list[tuple[int, str]]:
    """Return the consultations and their pages that responses can be imported to.

    Users who edit no pages see of them what readers see.
    """
    types = ContentType.objects.get_for_models(*ANSWERED).values()
    pages = Page.objects.filter(content_type__in=types).order_by("path")
    if not page_permission_policy.user_has_permission(user, "change"):
        pages = pages.live()
    roots = tuple(without_templates(ConsultationPage.objects).values_list("path", flat=True))
    whole = gettext("%(title)s: all its pages")
    return [
        (page.pk, whole % {"title": page.title} if page.path in roots else f"– {page.title}")
        for page in pages
        if page.path.startswith(roots)
    ]


def _choices(destination: Destination) -> list[tuple[Any, Any]]:
    """Return what a column may become: a use, a key and whether it is personal data."""
    personal = gettext("%(column)s, personal data")
    asked = [
        (
            f"{Use.QUESTION}|{key}|",
            personal % {"column": each.label} if each.is_personal else each.label,
        )
        for key, each in destination.questions.items()
    ]
    new: list[Any] = [(f"{use}||", use.label) for use in NEW_TYPES if use != Use.EMAIL]
    new += [(f"{use}||personal", personal % {"column": use.label}) for use in NEW_TYPES]
    return [
        (f"{Use.IGNORE}||", Use.IGNORE.label),
        (_("About the response"), [(f"{use}||", use.label) for use in UNIQUE]),
        (Use.QUESTION.label, asked),
        (_("A new question"), new),
    ]


class MappingForm(forms.Form):
    """What each column becomes, and how its dates are read.

    Args:
        mapping: what was suggested, or decided before.
        facts: what each column holds.
    """

    def __init__(
        self,
        *args: Any,
        mapping: Mapping,
        destination: Destination,
        facts: list[dict[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapping, self.destination, self.facts = mapping, destination, facts
        choices = _choices(destination)
        for place, column in enumerate(mapping.columns):
            now = column.describe(destination.questions.get(column.key))
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column.heading, choices=[("", now), *choices], required=False
            )
            if facts[place]["doubtful"]:
                self.fields[f"dates-{place}"] = forms.ChoiceField(
                    label=_("Dates that can be read in two ways"),
                    choices=DateOrder.choices,
                    initial=column.dates,
                )

    def columns(self) -> Iterator[dict[str, Any]]:
        """Yield what is shown of each column."""
        for place, column in enumerate(self.mapping.columns):
            names = [f"column-{place}", f"dates-{place}"]
            fields = [self[name] for name in names if name in self.fields]
            yield {"fields": fields, "column": column, "facts": self.facts[place]}

    def clean(self) -> dict[str, Any]:
        """Refuse what does not fit the questions."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            headings = [column.heading for column in self.mapping.columns]
            try:
                check_mapping(self.decided(), headings, self.destination)
            except ResponseImportError as error:
                raise ValidationError(str(error)) from error
        return data

    def decided(self) -> Mapping:
        """Return the mapping that a person has decided on."""
        data, columns = self.cleaned_data, []
        for place, column in enumerate(self.mapping.columns):
            if choice := data[f"column-{place}"]:
                use, key, personal = choice.split("|")
                column = Column(
                    heading=column.heading, becomes=Use(use), key=key, personal=bool(personal)
                )
            dates = data.get(f"dates-{place}", column.dates)
            columns.append(column.model_copy(update={"dates": DateOrder(dates)}))
        return self.mapping.model_copy(update={"columns": tuple(columns)})
