"""Notes of the responses there are already what they are about, and whether they hold free text."""

from django.db import migrations

from consultation.responses.definitions import FormDefinition
from consultation.responses.subjects import answered_keys, has_free_text

CHUNK = 2000
THEME_KEY = "theme-"


def note(apps, schema_editor):
    Response = apps.get_model("responses", "Response")
    Subject = apps.get_model("responses", "Subject")
    FormVersion = apps.get_model("responses", "FormVersion")
    Idea = apps.get_model("ideas", "Idea")
    definitions = {
        pk: FormDefinition.from_dict(data)
        for pk, data in FormVersion.objects.values_list("pk", "definition_data")
    }
    themes = {
        code: THEME_KEY + theme for code, theme in Idea.objects.values_list("code", "theme__code")
    }
    holding_text, subjects = [], []

    def store():
        Response.objects.filter(pk__in=holding_text).update(has_text=True)
        Subject.objects.bulk_create(subjects, batch_size=CHUNK, ignore_conflicts=True)
        holding_text.clear()
        subjects.clear()

    rows = Response.objects.exclude(status="erased").values_list(
        "pk", "form_version_id", "form_data"
    )
    for number, (pk, version, answers) in enumerate(rows.iterator(CHUNK), start=1):
        definition = definitions[version]
        if has_free_text(definition, answers):
            holding_text.append(pk)
        own = answered_keys(definition, answers)
        for key in own | {themes[idea] for idea in own if idea in themes}:
            subjects.append(Subject(response_id=pk, key=key))
        if number % CHUNK == 0:
            store()
    store()


class Migration(migrations.Migration):
    dependencies = [
        ("responses", "0007_lists"),
        ("ideas", "0002_reserve_keys_of_themes"),
    ]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
