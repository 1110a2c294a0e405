"""What tests are made of: pages with forms, people with roles, answers."""

from .answers import answer, open_form, post_answer
from .pages import (
    ConsultationPageFactory,
    SectionPageFactory,
    feedback_form,
    question,
    site_home,
)
from .people import make_user

__all__ = [
    "ConsultationPageFactory",
    "SectionPageFactory",
    "answer",
    "feedback_form",
    "make_user",
    "open_form",
    "post_answer",
    "question",
    "site_home",
]
