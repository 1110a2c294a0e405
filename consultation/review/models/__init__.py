from .four_eyes_task import FourEyesTask

__all__ = ["FourEyesTask"]
