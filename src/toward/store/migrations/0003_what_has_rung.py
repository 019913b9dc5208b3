from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_sealed_streams")]

    operations = [
        migrations.AddField(model_name="duerow", name="rung_at", field=models.BigIntegerField(default=0)),
    ]
