from consultation.pages.library.models import LibraryEntry, LibraryUse
from consultation.pages.models.chapter_pages import OutcomePage, SectionPage, ThemePage
from consultation.pages.models.consultation_page import ConsultationPage, PublicDates

__all__ = [
    "ConsultationPage",
    "LibraryEntry",
    "LibraryUse",
    "OutcomePage",
    "PublicDates",
    "SectionPage",
    "ThemePage",
]
