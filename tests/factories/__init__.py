"""What tests are made of: pages with forms, people with roles, answers."""

from .answers import answer, open_form, post_answer
from .ideas import (
    AreaFactory,
    IdeaFactory,
    IdeaSetFactory,
    ThemeFactory,
    idea_tree,
    redraft,
    reword,
    the_set,
)
from .pages import (
    ConsultationPageFactory,
    OutcomePageFactory,
    SectionPageFactory,
    ThemePageFactory,
    feedback_form,
    outcome,
    question,
    site_home,
    templates_page,
)
from .people import make_user
from .published_answers import draft_answer, publish_answer

__all__ = [
    "AreaFactory",
    "ConsultationPageFactory",
    "IdeaFactory",
    "IdeaSetFactory",
    "OutcomePageFactory",
    "SectionPageFactory",
    "ThemeFactory",
    "ThemePageFactory",
    "answer",
    "draft_answer",
    "feedback_form",
    "idea_tree",
    "make_user",
    "open_form",
    "outcome",
    "post_answer",
    "publish_answer",
    "question",
    "redraft",
    "reword",
    "site_home",
    "templates_page",
    "the_set",
]
