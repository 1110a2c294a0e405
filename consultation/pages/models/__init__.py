from consultation.pages.models.chapter_pages import OutcomePage, SectionPage, ThemePage
from consultation.pages.models.consultation_page import ConsultationPage, PublicDates

__all__ = ["ConsultationPage", "OutcomePage", "PublicDates", "SectionPage", "ThemePage"]
