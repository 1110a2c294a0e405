"""The demonstration consultation: a folder as our own archives are, read by our own import."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from consultation.importing.site_import import import_site
from consultation.pages.models import ConsultationPage
from home.demo.examples import SPAN, TEXTS, load_examples
from home.models import HomePage, PortalSettings
from home.setup.site import ensure_front_page
from ideas.models import Area

SITE = Path(__file__).parent / "site"
SLUG = "centre-of-excellence"
MOST_ANSWERED = "your-view-of-the-whole"
OPEN_FOR = timedelta(weeks=12)
# What the demonstration has of ideas: a portal with ideas of its own gets none of ours beside them.
OF_IDEAS = ("ideas.csv", "themes")


def load_demo() -> tuple[ConsultationPage, bool]:
    """Return the demonstration consultation and whether it was made just now.

    What is there already is left as it is, whatever became of it.
    """
    home = ensure_front_page()
    existing = ConsultationPage.objects.filter(slug=SLUG).first()
    if existing:
        return existing, False
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        _introduce(home)
        consultation = import_site(_dated_copy(Path(folder)), publish=True).consultation
        pages = consultation.get_descendants().live().specific()
        # Most people come for the page that asks about all ideas.
        load_examples(sorted(pages, key=lambda page: page.slug != MOST_ANSWERED))
    return consultation, True


def _introduce(home: HomePage) -> None:
    """Give the portal a name and the front page a greeting, where it has none yet."""
    if not home.introduction:
        for name, text in TEXTS["front_page"].items():
            setattr(home, name, text)
        home.save_revision().publish()
    settings = PortalSettings.load()
    if not settings.organisation:
        for name, text in TEXTS["settings"].items():
            setattr(settings, name, text)
        settings.save()


def _dated_copy(folder: Path) -> Path:
    """Return a copy of the demonstration in which the consultation is open as of today."""
    left_out = OF_IDEAS if Area.objects.exists() else ()
    copy = shutil.copytree(SITE, folder / "demo", ignore=shutil.ignore_patterns(*left_out))
    now = timezone.localtime().replace(second=0, microsecond=0)
    index = copy / "docs" / "index.md"
    text = index.read_text()
    text = text.replace("OPENS_AT", (now - SPAN).isoformat())
    closes_at = (now + OPEN_FOR).replace(hour=17, minute=0)
    index.write_text(text.replace("CLOSES_AT", closes_at.isoformat()))
    return copy
