from .idea_blocks import IdeasBlock


class AreaTableBlock(IdeasBlock):
    """The areas beside each other, each with its themes as links."""

    class Meta:
        icon = "table"
        label = "Table of areas"
        description = "All areas beside each other, each with links to its themes."
        template = "components/blocks/area_table.html"
        preview_value = {"title": "The areas and their themes"}
