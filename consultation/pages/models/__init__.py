from .consultation_page import ConsultationPage
from .outcome_page import OutcomePage
from .public_dates import PublicDates
from .section_page import SectionPage
from .theme_page import ThemePage

__all__ = ["ConsultationPage", "OutcomePage", "PublicDates", "SectionPage", "ThemePage"]
