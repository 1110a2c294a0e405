"""Open data: published areas, themes and ideas, and what was said about them.

Read only, for anyone, without a key. Results are cut as on public pages: small
groups are never broken down. The description is at openapi.json.
"""
