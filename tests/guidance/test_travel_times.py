"""The operator's travel times: loaded all or nothing, with a name in the record, and a plain word on what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from volens.services.guidance import actions, queries
from volens.services.guidance.models import TravelTime

pytestmark = pytest.mark.django_db
HEAD = "from,to,mode,minutes"
GOOD = [HEAD, "5101798,5099836,transit,25", "5101798,5099836,car,18", '"Jersey City, NJ","Newark, NJ",transit,31']


def test_the_quickest_way_is_found_and_no_way_back_is_implied() -> None:
    assert actions.load_travel_times("Li Na", GOOD) == 3
    assert queries.has_travel_times()
    assert queries.ways(5101798, [5099836, 1])[5099836] == queries.Way(18, "car")
    assert queries.ways(5101798, [5099836], "transit")[5099836].minutes == 25
    assert queries.ways(5099836, [5101798])[5101798].minutes == 31
    assert queries.modes() == [("transit", "by bus or train"), ("car", "by car")]
    assert queries.ways(5099836, list(range(1, 2000))) == {}


def test_loading_is_recorded_with_a_name_and_replaces_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = []
    real = actions.trust.record_decision

    def record(room: str, about: str, outcome: str, content: dict[str, Any]) -> Any:
        recorded.append((room, about, outcome, content["by"], content["ways"]))
        return real(room, about, outcome, content)

    monkeypatch.setattr(actions.trust, "record_decision", record)
    actions.load_travel_times("Li Na", GOOD)
    actions.load_travel_times("Li Na", [HEAD, "5101798,5099836,walk,150"])
    assert [each.mode for each in TravelTime.objects.all()] == ["walk"]
    assert recorded == [("guidance", "travel-times", "loaded", "Li Na", many) for many in (3, 1)]
    with pytest.raises(actions.TravelTimesError, match="Say who"):
        actions.load_travel_times(" ", GOOD)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Nowhereville,5099836,car,10", "Line 3, from: “Nowhereville” is no town"),
        ("5101798,7,car,10", "Line 3, to: “7” is no number of a place"),
        ("5101798,New Jersey,car,10", "Line 3, to: “New Jersey” is no town"),
        ("5101798,5099836,plane,10", "Line 3, mode: “plane” is none of transit, car, bicycle, walk"),
        ("5101798,5099836,car,0", "Line 3, minutes: “0” is no whole number"),
        ("5101798,5099836,car,soon", "Line 3, minutes: “soon”"),
        ("5101798,5099836,car", "Line 3, minutes: “” is no whole number"),
        ("5101798,5101798,car,5", "Line 3, to: this is the place the way begins at"),
        ("5101798,5099836,transit,26", "Line 3: this way is there twice"),
    ],
)
def test_a_bad_line_is_named_and_nothing_changes(line: str, said: str) -> None:
    actions.load_travel_times("Li Na", GOOD)
    with pytest.raises(actions.TravelTimesError) as wrong:
        actions.load_travel_times("Li Na", [HEAD, GOOD[1], line])
    assert said in str(wrong.value)
    assert TravelTime.objects.count() == 3


def test_the_command_loads_a_file_and_tells_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ways.csv"
    file.write_text("\ufeff" + "\n".join(GOOD), encoding="utf-8")
    call_command("travel_times", str(file), by="Li Na")
    assert "3 ways loaded." in capsys.readouterr().out
    file.write_text("from,to,minutes\n", encoding="utf-8")
    with pytest.raises(CommandError, match="the column “mode” is missing"):
        call_command("travel_times", str(file), by="Li Na")
    assert TravelTime.objects.count() == 3
