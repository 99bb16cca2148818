"""Tables of the log's place in the house. Nothing here leads to a person."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models


class Record(models.Model):
    """What opens the commitment of one leaf: which thing of which room it is about, and the salt.

    The content itself stays where it is: the room tells it again when the log is compared with the database.
    """

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid4, editable=False)
    type = models.CharField(max_length=20)
    room = models.CharField(max_length=40)
    about = models.CharField(max_length=120)
    purpose = models.CharField(max_length=100)
    office = models.CharField(max_length=100)
    day = models.DateField()
    salt = models.BinaryField()
    leaf = models.CharField(max_length=64, unique=True)  # hash, hexadecimal

    class Meta:
        app_label = "trust"
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["room", "about"], name="record_about")]


class LogEntry(models.Model):
    """Where a leaf stands in the log. Made from the log's own files; can be made again at any time."""

    position = models.PositiveBigIntegerField(primary_key=True)
    leaf = models.CharField(max_length=64, db_index=True)  # hash, hexadecimal

    class Meta:
        app_label = "trust"
        ordering: ClassVar = ["position"]
