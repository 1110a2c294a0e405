"""A consultation as an archive: Markdown and CSV for people, and data that a portal reads back.

`export.export_site` writes one, `manifest.read_archive` reads one.
"""
