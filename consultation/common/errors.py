class UserFacingError(Exception):
    """A refusal or a failure; its text is a sentence for the person who meets it."""
