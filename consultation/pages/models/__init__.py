from consultation.pages.models.consultation_page import ConsultationPage
from consultation.pages.models.outcome_page import OutcomePage
from consultation.pages.models.public_dates import PublicDates
from consultation.pages.models.section_page import SectionPage
from consultation.pages.models.theme_page import ThemePage

__all__ = ["ConsultationPage", "OutcomePage", "PublicDates", "SectionPage", "ThemePage"]
