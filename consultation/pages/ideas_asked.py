from wagtail.models import Page

from consultation.pages.models.consultation_page import WrittenPage
from consultation.responses.definitions import QuestionType
from consultation.responses.models import FormVersion


def pages_asking_about_ideas() -> list[WrittenPage]:
    """Return the live pages whose form has asked about ideas."""
    asking = {
        version.page_id
        for version in FormVersion.objects.filter(page__live=True)
        if any(question.type in QuestionType.OF_IDEAS for question in version.definition.questions)
    }
    pages = Page.objects.filter(pk__in=asking).specific()
    return [page for page in pages if isinstance(page, WrittenPage)]
