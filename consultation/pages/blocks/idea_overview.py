from .idea_blocks import IdeasBlock


class IdeaOverviewBlock(IdeasBlock):
    """Every theme with its ideas, area by area."""

    class Meta:
        icon = "list-ul"
        label = "Overview of ideas"
        description = "Every theme with its ideas, area by area."
        template = "components/blocks/idea_overview.html"
        preview_value = {"title": "All ideas at a glance"}
