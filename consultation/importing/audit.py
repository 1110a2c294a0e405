"""What an import leaves in the audit log."""

IMPORTED = "importing.page"
