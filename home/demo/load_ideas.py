from home.demo.ideas import AREAS
from ideas.models import Area, Idea, Theme


def load_ideas() -> list[Theme]:
    """Make the demonstration's areas, themes and ideas where there are none; return the themes.

    Whoever has ideas of their own keeps them and gets none of ours beside them.
    """
    if not Area.objects.exists():
        for area_data in AREAS:
            area = Area(name=area_data.name, colour=area_data.colour, summary=area_data.summary)
            area.save()
            area.save_revision().publish()
            for theme_data in area_data.themes:
                theme = Theme(
                    area=area,
                    title=theme_data.title,
                    short_title=theme_data.short_title,
                    summary=theme_data.summary,
                )
                theme.save()
                theme.save_revision().publish()
                for lead, statement in theme_data.ideas:
                    idea = Idea(theme=theme, lead=lead, statement=statement)
                    idea.save()
                    idea.save_revision().publish()
    return list(Theme.objects.public().in_order())
