"""What an import leaves in the audit log."""

IMPORTED = "importing.page"
ANSWERS_IMPORTED = "responses.import"
