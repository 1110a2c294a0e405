from .consultation_page import ConsultationPage
from .section_page import SectionPage
from .theme_page import ThemePage

__all__ = ["ConsultationPage", "SectionPage", "ThemePage"]
