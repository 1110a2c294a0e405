"""Lets counts by idea, theme or free text be taken from small indexes alone."""

from django.db import migrations, models


def note_pages(apps, schema_editor):
    Response = apps.get_model("responses", "Response")
    Subject = apps.get_model("responses", "Subject")
    of_response = Response.objects.filter(pk=models.OuterRef("response"))
    Subject.objects.update(page_key=models.Subquery(of_response.values("page_key")))


class Migration(migrations.Migration):
    dependencies = [("responses", "0012_count_by_page")]

    operations = [
        migrations.AddField(
            model_name="subject",
            name="page_key",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.RunPython(note_pages, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="subject",
            name="page_key",
            field=models.PositiveBigIntegerField(editable=False),
        ),
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(fields=["key", "page_key"], name="subject_counts"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["has_text", "page", "status"], name="response_text_counts"),
        ),
    ]
