from typing import Any

from django.db import migrations


def drop_the_tags(apps: Any, _schema: Any) -> None:
    """Tags of single applications, which told their exact number for ever (S8). The log vouches for their tables."""
    apps.get_model("market", "Inputs").objects.filter(source="applications").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("market", "0002_reproducible"),
    ]

    operations = [
        migrations.RunPython(drop_the_tags, migrations.RunPython.noop),
    ]
