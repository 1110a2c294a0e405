"""The answer lists that a new consultation starts with; editors change them there."""

RESPONDENT_ROLES: tuple[str, ...] = (
    "Local authority data professional",
    "Local authority digital professional",
    "Local authority children’s social care professional",
    "Local authority leadership",
    "Central government data professional",
    "Central government digital professional",
    "Central government social care professional",
    "Central government leadership",
    "Other public sector professional role",
    "Data and digital supplier/partner",
    "Data and digital consultant",
    "Other private sector professional role",
    "Person (with current or previous social care involvement as a service user)",
    "Person (without current or previous social care involvement as a service user)",
)

REFLECTION_OPTIONS: tuple[str, ...] = (
    "I’m enthusiastic about this",
    "I’m unsure about this",
    "I disagree with this",
    "I have a general reflection on this",
    "I’ve identified a specific issue with this",
    "Other",
)
