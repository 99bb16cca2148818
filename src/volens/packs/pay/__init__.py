"""Dated minimum pay by jurisdiction, as content: `floors.yaml` beside this file, or a deployment's own."""

from volens.packs.pay.floors import FloorsError, floors, read_floors

__all__ = ["FloorsError", "floors", "read_floors"]
