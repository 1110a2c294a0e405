from django.urls import reverse

# The page that lists all others.
CONTENTS = "README"


def page_address(name: str) -> str:
    """Return where the admin shows a page of the handbook."""
    if name == CONTENTS:
        return reverse("handbook:contents")
    return reverse("handbook:page", args=[name])
