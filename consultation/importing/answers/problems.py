from consultation.common.errors import UserFacingError


class AnswersError(UserFacingError):
    """A file or a map that cannot be used; its text is for the person who gave it.

    It names columns and rows, and never what stands in a cell: that may be somebody's name.
    """
