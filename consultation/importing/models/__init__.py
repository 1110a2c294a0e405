from .imported_page import ImportedPage

__all__ = ["ImportedPage"]
