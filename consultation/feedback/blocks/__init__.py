"""The feedback form block and the questions an editor can put in it."""

from consultation.feedback.blocks.form import FeedbackFormBlock

__all__ = ["FeedbackFormBlock"]
