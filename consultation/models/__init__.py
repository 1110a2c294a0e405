from .consultation_page import ConsultationPage
from .section_page import SectionPage

__all__ = ["ConsultationPage", "SectionPage"]
