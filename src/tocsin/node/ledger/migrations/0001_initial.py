"""The first table: which runs of the lake were applied."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes `AppliedRun`."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="AppliedRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run", models.CharField(max_length=64, unique=True)),
                ("as_of", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField()),
            ],
            options={"ordering": ["recorded_at"]},
        )
    ]
