from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from consultation.links import FetchedDocumentLinkHandler, FetchedPageLinkHandler


@hooks.register("register_rich_text_features", order=10)
def use_fetched_link_targets(features: FeatureRegistry) -> None:
    """Draw links from targets fetched for the whole page."""
    features.register_link_type(FetchedPageLinkHandler)
    features.register_link_type(FetchedDocumentLinkHandler)
