from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from consultation.feedback.entering.views import enter_response
from consultation.links import FetchedDocumentLinkHandler, FetchedPageLinkHandler


@hooks.register("register_rich_text_features", order=10)
def use_fetched_link_targets(features: FeatureRegistry) -> None:
    """Draw links from targets fetched for the whole page."""
    features.register_link_type(FetchedPageLinkHandler)
    features.register_link_type(FetchedDocumentLinkHandler)


@hooks.register("register_admin_urls")
def register_entering() -> list[URLPattern]:
    """Let analysts type in what came by letter, email or word of mouth."""
    return [path("enter-response/<int:page_id>/", enter_response, name="enter_response")]
