"""Words of job titles and employers' names that mean the same, say nothing, or tell two jobs of one employer apart."""

from __future__ import annotations

import re


def _pairs(table: str) -> dict[str, str]:
    found = {}
    for line in table.strip().splitlines():
        meaning, _, words = line.partition(":")
        found.update(dict.fromkeys((word.strip() for word in words.split(",")), meaning.strip()))
    return found


#: Ways to write one word of a title: meaning, then what is read as it.
SAME_WORD = _pairs(
    """
    senior: sr, snr
    junior: jr, jnr
    manager: mgr, mngr, mgmt, management
    assistant: asst, assist, assistants
    engineer: eng, engr, engineering, developer, dev, development, programmer, swe
    technician: tech, technical, technologist
    representative: rep, reps
    coordinator: coord, coordination
    director: dir
    administrator: admin, administration, administrative
    executive: exec
    supervisor: supv, supvr
    specialist: spec, splst
    accountant: acct, accounting
    operations: ops, operation
    operator: operative, op
    marketing: mktg
    maintenance: maint
    mechanic: mech, mechanical
    electrician: elec, electrical
    customer: cust, client
    service: svc, svcs, services
    international: intl, int'l
    cleaner: janitor, cleaning, custodian, housekeeper, housekeeping
    driver: driving, chauffeur
    cook: chef
    teacher: instructor, tutor, teaching
    waiter: waitress, server, waitstaff
    caregiver: carer, care
    guard: security
    nurse: nursing
    salesperson: salesman, saleswoman
    """
)
#: Abbreviations of several words.
SPELLED_OUT = {
    "rn": "registered nurse",
    "lpn": "licensed practical nurse",
    "cna": "certified nursing assistant",
    "hr": "human resources",
    "qa": "quality assurance",
    "qc": "quality control",
    "pm": "project manager",
    "ba": "business analyst",
    "hgv": "heavy goods vehicle",
    "csr": "customer service representative",
    "vp": "vice president",
    "r&d": "research development",
}
#: Chinese ways to write one trade; the first of each line stands for all.
SAME_TRADE = (
    ("司机", "驾驶员", "驾驶司机"),
    ("保安", "安保", "保安员", "安保员", "保安人员"),
    ("保洁", "保洁员", "清洁工", "清洁员", "保洁人员", "保洁阿姨"),
    ("客服", "客户服务", "客服专员", "客服人员", "客服代表"),
    ("店员", "营业员", "导购", "导购员", "门店店员"),
    ("服务员", "服务人员", "服务生"),
    ("会计", "会计师", "会计员"),
    ("普工", "操作工", "操作员", "生产工人", "工人"),
    ("厨师", "大厨", "厨工"),
    ("快递员", "配送员", "送货员", "骑手"),
    ("工程师", "技术员", "开发"),
    ("收银", "收银员"),
    ("文员", "行政文员", "办公室文员"),
    ("护士", "护理人员", "护理员"),
    ("教师", "老师"),
    ("销售", "销售员", "销售代表", "销售人员", "业务员"),
)
TRADE = {name: names[0] for names in SAME_TRADE for name in names}
TRADE_PATTERN = re.compile("|".join(sorted(TRADE, key=lambda name: (-len(name), name))))

#: Says how senior the post is: two titles that disagree on these are two posts.
LEVELS = {
    "junior": "junior", "entry": "junior", "graduate": "junior", "trainee": "trainee", "apprentice": "trainee",
    "intern": "intern", "internship": "intern", "senior": "senior", "lead": "lead", "leader": "lead",
    "principal": "principal", "staff": "staff", "head": "head", "chief": "chief", "director": "director",
    "manager": "manager", "supervisor": "supervisor", "assistant": "assistant", "deputy": "deputy", "vice": "deputy",
    "associate": "associate", "executive": "executive", "ii": "2", "iii": "3", "iv": "4",
    "初级": "junior", "中级": "middle", "高级": "senior", "资深": "senior", "助理": "assistant", "主管": "supervisor",
    "经理": "manager", "总监": "director", "实习": "intern", "学徒": "trainee", "见习": "trainee", "储备": "trainee",
    "组长": "lead", "领班": "lead", "店长": "manager", "副": "deputy", "首席": "chief", "主任": "head",
    "应届": "junior",
}  # fmt: skip
LEVEL_PATTERN = re.compile("|".join(sorted((word for word in LEVELS if not word.isascii()), key=len, reverse=True)))

#: Said of nearly every job, by one feed and not by another.
TITLE_NOISE = frozenset(
    """
    urgent urgently hiring hire now immediate immediately start starting asap wanted needed required vacancy vacancies
    job jobs opportunity opportunities new position positions role roles opening openings open apply join our team us
    we are is looking for seeking a an the in at of to and or with for on by from required great excellent competitive
    up per hour hr hourly day daily week weekly month monthly year annual annum pa k salary pay wage bonus sign
    m f d w x mfd div gn male female all genders remote hybrid onsite home based work from full part time fulltime
    parttime ft pt permanent perm temporary temp contract fixed term seasonal casual
    benefits relocation visa sponsorship available flexible hours shift shifts free accommodation meals today
    featured sponsored hot no experience necessary not ref req id number plus
    """.split()  # noqa: SIM905 - a column of quotes would hide the words
)
TITLE_NOISE_HAN = re.compile(
    r"急招|急聘|急需|诚聘|诚招|高薪|直招|直聘|招聘|招募|聘请|热招|火热|包吃包住|包吃住|包食宿|提供食宿|管吃住|包吃|包住|五险一金|六险一金|五险|双休|单休"
    r"|月薪|日结|周结|待遇优厚|待遇优|福利好|可兼职|全职|兼职|长期|短期|若干名?|数名|[一二三四五六七八九十\d]+名|男女不限|无经验可|无需经验|可远程|远程"
    r"|年底双薪|提成|底薪|以上|以下|正式工|合同工|临时工|岗位|职位|人员?(?=$)"
)
#: Amounts of money and times in titles: not numbers of posts.
AMOUNTS = re.compile(
    r"(?:[$£€¥₹]|usd|eur|gbp|rmb|cny|rs\.?|hk\$)\s*\d[\d,.]*\s*k?(?:\s*(?:-|–|~|to|至|到)\s*[$£€¥]?\s*\d[\d,.]*\s*k?)?"
    r"(?:\s*(?:/|per|an?|每|p)\s*(?:h(?:ou)?r?|day|week|month|year|annum|a|小时|天|月|年))?"
    r"|\d[\d,.]*\s*(?:k|千|万|元)?\s*(?:-|–|~|to|至|到)\s*\d[\d,.]*\s*(?:k|千|万|元|usd|eur|gbp|rmb)(?:\s*/\s*(?:月|年|天|小时|month|year|hour|h))?"
    r"|\d[\d,.]*\s*(?:k|千|万|元)(?:起|以上|\+|/月|/天|/小时|/年)?"
    r"|\d[\d,.]*\s*(?:hours?|hrs?|h|%|years?|yrs?|小时|年|岁|天|days?|weeks?|months?)\b(?:\s*/?\s*(?:week|wk|周))?"
    r"|\d{1,2}[:.]\d{2}|\d+\s*/\s*(?:h|hr|hour|month|year)\b",
    re.IGNORECASE,
)

#: Working times by the words for them; a set is compared with a set.
SHIFTS = (
    (
        "night",
        re.compile(
            r"\bnights?[ -]?(?:shift|turn|duty)|\bnights only\b"
            r"|\b(?:third|3rd|graveyard|overnight) shift|夜班|晚班|通宵"
        ),
    ),
    ("day", re.compile(r"\bdays?(?:time)?[ -]?shift|\bdays only\b|\b(?:first|1st) shift|白班|日班")),
    ("morning", re.compile(r"\b(?:morning|early)[ -]shift|早班")),
    ("evening", re.compile(r"\b(?:evening|late|second|2nd|swing|afternoon)[ -]shift|中班")),
    ("weekend", re.compile(r"\bweekends?[ -](?:shift|only)|周末班")),
)
TITLE_SHIFTS = (
    ("night", re.compile(r"\bnights?\b|夜班|晚班")),
    ("day", re.compile(r"\bdays?\b(?! (?:rate|care|nursery))|白班|日班")),
    ("morning", re.compile(r"\b(?:mornings?|early)\b|早班")),
    ("evening", re.compile(r"\b(?:evenings?|late|swing|afternoon)\b|中班")),
    ("weekend", re.compile(r"\bweekends?\b|周末")),
)
PART_TIME = re.compile(r"\bpart[\s-]?time\b|\bp/t\b|兼职|小时工")
FULL_TIME = re.compile(r"\bfull[\s-]?time\b|\bf/t\b|全职")

#: "Job ID: 4411-A", "岗位编号:NC0231".
REFERENCES = re.compile(
    r"(?:\b(?:ref(?:erence)?|req(?:uisition)?|(?:job|vacancy|posting|position|announcement|opening)\s*(?:id|code|ref|num(?:ber)?|no))"
    r"\b|(?:职位|岗位|招聘|需求|信息)?编号|职位代码|岗位代码)[\s.:#：no\-(]*((?=[a-z0-9/_-]*\d)[a-z0-9][a-z0-9/_-]{1,30})"
)

#: Legal forms and words that many employers' names end in.
LEGAL = frozenset(
    """
    ltd limited inc incorporated llc llp lp plc corp corporation co company gmbh ag kg sa sarl sas srl spa bv nv oy
    ab as     pty pte pvt private sdn bhd kk group holdings holding the and of uk usa us intl international
    """.split()  # noqa: SIM905
)
LEGAL_HAN = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|责任公司|股份公司|集团公司|总公司|分公司|子公司|公司|集团|\(?(?:普通|有限)合伙\)?|个体工商户|经营部|事务所|工作室)"
)
#: What a Chinese firm's trade is called: the brand stands before it.
TRADES_HAN = re.compile(
    r"(?:科技|技术|信息|网络|软件|电子|商务|商贸|贸易|实业|发展|投资|控股|管理|咨询|服务|餐饮|酒店|食品|物流|运输|供应链|教育|培训|文化"
    r"|传媒|传播|广告|建筑|工程|建设|装饰|房地产|置业|物业|机械|制造|设备|材料|化工|医药|医疗|生物|环保|能源|汽车|服饰|服装|家居|家具"
    r"|人力资源|劳务|企业|产业|国际|中国|智能|数据|智造|零售|连锁)+$"
)
PLACES_HAN = re.compile(r"^(?:中国)?(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,4}?(?:市|区|县))?")
