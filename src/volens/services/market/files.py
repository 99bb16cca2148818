"""Published tables as files: plain CSV, and SDMX-CSV 2.0.0 for those who load figures by machine.

Source: SDMX Technical Working Group, "SDMX-CSV Message Format, version 2.0.0", 2023. Observation and confidentiality
status are codes of the SDMX code lists CL_OBS_STATUS (A: normal value, Q: missing, suppressed) and CL_CONF_STATUS
(F: free for publication, N: not for publication). A dimension that is not stated is _Z (not applicable), a total _T.
"""

from __future__ import annotations

import csv
import io

from volens.services.market.models import Publication

AGENCY = "VOLENS"
#: The one measure of a table in SDMX; others follow it as attributes.
MEASURE = "count"


def plain(publication: Publication) -> str:
    """CSV with a header. A count that is not shown is empty, and its status says so."""
    out = io.StringIO()
    columns = ["period", *publication.spec["columns"]]
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    for row in publication.rows:
        writer.writerow({"period": publication.period, **row})
    return out.getvalue()


def sdmx(publication: Publication) -> str:
    """SDMX-CSV 2.0.0: one observation a line, action "I" (information)."""
    by = publication.spec["by"]
    totals = publication.spec.get("totals", ())
    others = [name for name in publication.spec["columns"] if name not in (*by, MEASURE, "status")]
    header = ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", *map(str.upper, by), "TIME_PERIOD", "OBS_VALUE"]
    header += ["OBS_STATUS", "CONF_STATUS", *map(str.upper, others)]
    identifier = f"{AGENCY}:{publication.name.upper().replace('-', '_')}(1.{publication.version})"
    frequency = "Q" if "-Q" in publication.period else "D"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in publication.rows:
        shown = row[MEASURE] is not None
        writer.writerow(
            [
                *("dataflow", identifier, "I", frequency),
                *(row[name] or ("_T" if name in totals else "_Z") for name in by),
                *(publication.period, row[MEASURE] if shown else ""),
                *(("A", "F") if shown else ("Q", "N")),
                *(row[name] for name in others),
            ]
        )
    return out.getvalue()
