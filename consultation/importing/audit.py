"""What an import leaves in the audit log."""

IMPORTED = "importing.page"
RESPONSES_IMPORTED = "responses.import"
RESPONSE_IMPORT_UNDONE = "responses.undo_import"
