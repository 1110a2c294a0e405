from consultation.pages.library.models import LibraryEntry, LibraryUse
from consultation.pages.models.chapter_pages import OutcomePage, SectionPage, ThemePage
from consultation.pages.models.consultation_page import ConsultationPage, PublicDates
from consultation.pages.models.templates import TemplatesPage
from consultation.pages.models.topics import Topic

__all__ = [
    "ConsultationPage",
    "LibraryEntry",
    "LibraryUse",
    "OutcomePage",
    "PublicDates",
    "SectionPage",
    "TemplatesPage",
    "ThemePage",
    "Topic",
]
