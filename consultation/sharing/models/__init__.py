from .private_preview import PrivatePreview, State

__all__ = ["PrivatePreview", "State"]
