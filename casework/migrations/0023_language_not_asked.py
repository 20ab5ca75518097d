"""A language that nobody has asked for is not English. Records stay as they are: of these nobody knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0022_in_words")]
    operations = [
        migrations.AlterField(
            model_name=model,
            name="language",
            field=models.CharField(blank=True, default="", max_length=8, verbose_name="language"),
        )
        for model in ("neighbor", "neighborevent")
    ]
