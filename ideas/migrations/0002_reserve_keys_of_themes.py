from django.db import migrations, models


class Migration(migrations.Migration):
    # `responses` 0004 runs before this one, and gives other codes to ideas that have such a one.

    dependencies = [
        ('ideas', '0001_initial'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('code__istartswith', 'theme-'), _negated=True), name='no_idea_has_a_key_of_themes', violation_error_message='The code of an idea cannot begin with “theme-”.'),
        ),
    ]
