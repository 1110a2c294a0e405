"""The tree of ideas as one sheet: out to a CSV file, and in again."""

COLUMNS = (
    "area_code",
    "area",
    "area_colour",
    "area_summary",
    "theme_code",
    "theme",
    "theme_short_title",
    "theme_summary",
    "idea_code",
    "idea_first_word",
    "idea",
    "idea_description",
    "idea_status",
    "idea_note",
)
