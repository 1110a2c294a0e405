from collections.abc import Sequence

from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

from home.checks.findings import Finding
from home.checks.leaves import Leaf


def find_picture_faults(leaves: Sequence[Leaf]) -> list[Finding]:
    """Return the pictures that say nothing to whoever cannot see them, and those that are gone."""
    pictures = [leaf for leaf in leaves if isinstance(leaf.block, ImageBlock) and leaf.value]
    values = [
        leaf.value if isinstance(leaf.value, dict) else {"image": leaf.value} for leaf in pictures
    ]
    wanted = {value["image"] for value in values if value.get("image")}
    there = set(
        get_image_model().objects.filter(pk__in=wanted).values_list("pk", flat=True)
        if wanted
        else ()
    )
    findings = []
    for leaf, value in zip(pictures, values, strict=True):
        if not value.get("image"):
            continue
        if value["image"] not in there:
            findings.append(Finding("A picture is gone from the library.", leaf.place))
        elif not value.get("decorative") and not (value.get("alt_text") or "").strip():
            findings.append(
                Finding(
                    "A picture has no alternative text. Say in words what it shows, or mark it "
                    "as decorative.",
                    leaf.place,
                )
            )
    return findings
