"""Nothing changes in the database. After this step, once, the table that 0002 made of loaded rows goes on the record:
`upgrading.vouch`, called when migrating is over and every table is as it is to be.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("market", "0003_one_digest"),
    ]

    operations = [migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)]
