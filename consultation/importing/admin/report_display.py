"""Reports of imports as the admin keeps and shows them."""

from typing import Any

from consultation.importing.report import Place, Remark, Report, Weight
from consultation.importing.sites.report_text import by_severity

# More have one cause as a rule; the download has all that are kept.
MOST_KEPT, MOST_SHOWN = 5000, 100
# The text below the heading of each weight.
WORDS = {
    Weight.LOSS: "These parts are not imported.",
    Weight.DOUBT: "These are imported, but have to be checked.",
    Weight.NOTE: "",
}


def kept(report: Report) -> dict[str, Any]:
    """Return a report as JSON-ready data."""
    order = list(Weight)
    remarks = sorted(report.remarks, key=lambda remark: order.index(remark.weight))[:MOST_KEPT]
    parts = [
        [each.weight, each.place.file, each.place.line, each.text, each.kind] for each in remarks
    ]
    return {"counts": dict(report.counts), "remarks": parts}


def shown(kept_report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the remarks of a kept report by weight, as the screen lists them."""
    remarks = (
        Remark(Weight(weight), Place(file, line), text, kind)
        for weight, file, line, text, kind in kept_report.get("remarks", ())
    )
    return [
        {
            "weight": weight,
            "heading": heading,
            "words": WORDS[weight],
            "number": number,
            "lines": lines[:MOST_SHOWN],
            "more": max(len(lines) - MOST_SHOWN, 0),
        }
        for weight, heading, number, lines in by_severity(remarks)
    ]
