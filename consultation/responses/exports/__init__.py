"""Responses as files: one format a module, all from one table of rows that is never held whole."""
