"""The tree of ideas as one sheet: out to a CSV file, and in again."""

AREA_FIELDS = {"area": "name", "area_colour": "colour", "area_summary": "summary"}
THEME_FIELDS = {
    "theme": "title",
    "theme_short_title": "short_title",
    "theme_summary": "summary",
}
IDEA_FIELDS = {
    "idea_first_word": "lead",
    "idea": "statement",
    "idea_description": "description",
    "idea_status": "status",
    "idea_note": "public_note",
}
# Which versions the sheet was made from, so that an import sees what changed since.
VERSIONS = "versions"

COLUMNS = (
    "area_code",
    *AREA_FIELDS,
    "theme_code",
    *THEME_FIELDS,
    "idea_code",
    *IDEA_FIELDS,
    VERSIONS,
)
NEEDED = ("area", "theme", "idea")
