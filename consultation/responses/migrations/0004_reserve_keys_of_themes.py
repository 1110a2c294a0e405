"""Gives other codes to ideas whose code could be taken for the key of a theme.

The answers about such an idea, the questions as they were asked and the counts
follow. What people answered, and the wording they answered, stay as they are.
"""

import hashlib
import json

from django.db import migrations

THEME_KEY = "theme-"


def _rename(Idea):
    taken = set(Idea.objects.values_list("code", flat=True))
    renamed = {}
    for idea in Idea.objects.filter(code__istartswith=THEME_KEY).order_by("pk"):
        base = f"idea-{idea.code}"[:50]
        code, number = base, 2
        while code in taken:
            code, number = f"{base}-{number}", number + 1
        taken.add(code)
        renamed[idea.code] = idea.code = code
        idea.save(update_fields=["code"])
    return renamed


def _asks_about_themes(question, themes):
    """Say whether a question was about themes: only scoring can be, and then all its rows are."""
    keys = [row["key"] for row in question.get("rows", ())]
    return question["type"] == "idea_scoring" and all(
        key.startswith(THEME_KEY) and key.removeprefix(THEME_KEY) in themes for key in keys
    )


def _renamed_answer(answer, renamed):
    if isinstance(answer, dict):
        return {renamed.get(key, key): value for key, value in answer.items()}
    if isinstance(answer, list):
        return [renamed.get(key, key) for key in answer]
    return answer


def free_the_keys_of_themes(apps, schema_editor):
    renamed = _rename(apps.get_model("ideas", "Idea"))
    if not renamed:
        return
    themes = set(apps.get_model("ideas", "Theme").objects.values_list("code", flat=True))
    FormVersion = apps.get_model("responses", "FormVersion")
    Response = apps.get_model("responses", "Response")
    IdeaCount = apps.get_model("responses", "IdeaCount")
    for version in FormVersion.objects.all():
        questions = [
            question
            for question in version.definition_data.get("questions", ())
            if any(row["key"] in renamed for row in question.get("rows", ()))
            and not _asks_about_themes(question, themes)
        ]
        if not questions:
            continue
        for question in questions:
            for row in question["rows"]:
                row["key"] = renamed.get(row["key"], row["key"])
        canonical = json.dumps(version.definition_data, sort_keys=True, separators=(",", ":"))
        version.fingerprint = hashlib.sha256(canonical.encode()).hexdigest()
        version.save(update_fields=["definition_data", "fingerprint"])
        keys = [question["key"] for question in questions]
        for response in Response.objects.filter(form_version=version).iterator():
            for key in keys:
                if key in response.form_data:
                    response.form_data[key] = _renamed_answer(response.form_data[key], renamed)
            response.save(update_fields=["form_data"])
    for before, after in renamed.items():
        counts = IdeaCount.objects.filter(idea=before)
        if before.removeprefix(THEME_KEY) in themes:
            # Scores of the idea and of the theme were added into one: recount_ideas parts them.
            counts = counts.exclude(kind="idea_scoring")
            print(f"  The idea “{before}” shared its results with a theme: run recount_ideas.")
        counts.update(idea=after)


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0003_answers_from_elsewhere'),
        ('ideas', '0001_initial'),
    ]
    # Afterwards no such code is possible.
    run_before = [('ideas', '0002_reserve_keys_of_themes')]

    operations = [
        migrations.RunPython(free_the_keys_of_themes, migrations.RunPython.noop),
    ]
