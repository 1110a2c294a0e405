"""Holding an export against its manifest, and both against the responses there are now."""
