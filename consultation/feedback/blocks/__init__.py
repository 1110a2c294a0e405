"""The feedback form block and the questions an editor can put in it."""

from .feedback_form import FeedbackFormBlock

__all__ = ["FeedbackFormBlock"]
