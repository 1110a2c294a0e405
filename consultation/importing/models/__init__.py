from .imported_page import ImportedPage
from .upload import Upload

__all__ = ["ImportedPage", "Upload"]
