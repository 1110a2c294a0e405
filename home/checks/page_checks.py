from dataclasses import dataclass

from wagtail.models import Page

from home.checks.findings import Finding
from home.checks.leaves import page_leaves
from home.checks.links import find_broken_links
from home.checks.pictures import find_picture_faults
from home.checks.reading_level import ReadingLevel, read_level
from home.checks.texts import passages


@dataclass(frozen=True, slots=True)
class PageChecks:
    """What was found in a draft.

    Args:
        findings: what readers would stumble over.
        level: how hard it is to read.
    """

    findings: list[Finding]
    level: ReadingLevel


def check_page(page: Page) -> PageChecks:
    """Look through a page as it stands in memory, saved or not.

    Three queries at most, however long the page is.
    """
    leaves = list(page_leaves(page))
    return PageChecks(
        findings=[*find_broken_links(leaves), *find_picture_faults(leaves)],
        level=read_level(passages(page, leaves)),
    )
