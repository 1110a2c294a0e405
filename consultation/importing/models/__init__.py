from .imported_page import ImportedPage
from .response_import import ResponseImport
from .upload import Upload

__all__ = ["ImportedPage", "ResponseImport", "Upload"]
