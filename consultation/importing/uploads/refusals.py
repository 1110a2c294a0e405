from consultation.common.errors import UserFacingError


class Refused(UserFacingError):
    """A file that cannot be brought in, with the reasons for whoever sent it.

    Args:
        sentences: why not.
    """

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)
