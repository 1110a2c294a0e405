"""Personal data in responses goes when a consultation has said it would; the answers stay."""
