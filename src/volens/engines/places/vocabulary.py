"""Words of location texts that are not names of places. Folded or lower case; one reason for each list."""

from __future__ import annotations

import re

#: Said of a vacancy's place without naming one.
NOISE = re.compile(
    r"""
    \b(?:(?:100\s?%\s+)?remote(?:ly)?(?:\s+(?:jobs?|work|position|role|first|only|ok|friendly|possible))?
    |any\s?where|any\ location
    |(?:multiple|various|several|different|many|flexible|all)\s+(?:locations?|cities|sites|places|states|areas)
    |(?:location|locations)\s+(?:negotiable|flexible|tbd|open)(?:\s+after\s+selection)?
    |negotiable(?:\s+after\s+selection)?
    |world\s?wide|nation\s?wide|country\s?wide|state\s?wide|global(?:ly)?|tele(?:work|commut\w+)(?:\s+eligible)?
    |work(?:ing)?\s+from\s+home|wfh|home\s+based|home\s+office|hybrid(?:\s+work)?|on\s?-?\s?site|in\s?-?\s?office
    |virtual(?:ly)?|field\s+based|tbd|tba|n/a|unknown|unspecified|not\s+specified|to\s+be\s+(?:announced|determined)
    |no\s+location|head\s*quarters?|hq|(?:based|located)\s+in|locations?\s*:|place\s+of\s+work\s*:|address\s*:
    |\d+\s+(?:vacancies|openings|positions))\b
    |远程(?:办公|工作)?|居家办公|在家(?:办公|工作)|地点不限|不限地点|地区不限|不限|全国各地|多地|若干地点|异地|混合办公
    |工作地点[::]?|地址[::]|不详|待定|面议
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: Nothing by themselves once the noise is gone, though a village somewhere bears them.
EMPTY = frozenset(
    """
    in at near the a of from to or and & any all city cities area areas state states country countries region county
    location locations site sites office offices home branch branches store stores place places job jobs work other
    others various multiple several none null na no yes nan position role team
    """.split()  # noqa: SIM905 - a column of quotes would hide the words
)

#: Words before a place that are not part of it.
LEADING = frozenset({"in", "at", "near", "from", "the", "of", "to", "and", "&"})

#: Ordinary words that a city also bears: they name it only when written like a name ("Reading") and well known.
ORDINARY = frozenset(
    """
    mobile home local central main campus center centre reading nice bath orange deal split engineer manager driver
    full part time today sales senior junior lead intern staff nurse teacher worker general service services support
    best super most many of normal total union active imperial independence industry enterprise commerce male female
    sale oral date name hire college university basic officer bank green can come much street holiday spring google
    plantation wedding young old new day night shift free apac emea asia europe africa opportunity leader mission
    talent superior mentor pace landing crystal alliance federal bay bear rich drug save hit bar turn gap same along
    manage than friendly buy
    """.split()  # noqa: SIM905 - a column of quotes would hide the words
)

#: Taken off the front or the end of a folded name that is not found as it stands.
BEFORE = re.compile(
    r"""
    ^(?:(?:greater|central|downtown|midtown|uptown|inner|outer|metro|metropolitan|near|around|close\ to|in|the|old
    |the\ city\ of|city\ of|town\ of|village\ of|borough\ of|county\ of|state\ of|province\ of|commonwealth\ of|co
    |north|south|east|west|northern|southern|eastern|western|northeast|northwest|southeast|southwest
    |upstate|rural|suburban)\s+|大(?=[\u3400-\u9fff]{2}))
    """,
    re.VERBOSE,
)
AFTER = re.compile(
    r"""
    (?:\s+(?:areas?|metro|metropolitan|metroplex|region|city|cbd|centre|center|central|downtown|suburbs?|surroundings?
    |metro\ area|city\ cent(?:er|re)|town|township|village|province|state|prefecture|municipality|district
    |north|south|east|west|&\ surrounding\ areas?|&\ environs|vicinity|greater|airport|county\ borough)
    |\s+\d{1,2}(?:er|e|eme|th)?|(?<=[\u3400-\u9fff]{2})(?:地区|周边|市区|市内|城区|及周边))$
    """,
    re.VERBOSE,
)
