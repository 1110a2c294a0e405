"""A consultation as an archive: an ordinary MkDocs site that a person can read, and its data.

`exporting.export_site` writes one; `reading` and its neighbours serve the import of sites.
"""
