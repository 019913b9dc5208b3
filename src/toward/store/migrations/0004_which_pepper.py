from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0003_what_has_rung")]

    operations = [
        migrations.AddField(model_name="instance", name="pepper", field=models.CharField(default="", max_length=64)),
    ]
