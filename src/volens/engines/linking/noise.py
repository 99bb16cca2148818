"""What advertised titles say besides the work: words that are cut, and short forms that are written out.

Written for this project. Nothing here names an occupation; what is cut says how senior, how urgent, how paid or where.
"""

from __future__ import annotations

#: Cut wherever they stand, unless nothing would be left. Whole words, lower case.
ENGLISH_WORDS = frozenset(
    """
    senior sr snr junior jr jnr mid midlevel intermediate experienced experience inexperienced
    entry level graduate grad fresh fresher freshers trainee trainees intern interns internship internships apprentice
    apprenticeship 
    urgent urgently immediate immediately asap hire wanted needed required requirement vacancy vacancies opening
    openings job jobs position positions role roles opportunity opportunities walk-in walkin
    now apply join new open available
    full part time fulltime parttime full-time part-time permanent temporary temp fixed-term
    freelance seasonal casual relief locum remote hybrid onsite on-site wfh homebased home-based work-from-home shift
    shifts rotating weekday weekend weekends weekdays flexible hours hrs hourly weekly monthly
    male female men women ladies gents any gender mfd mwd
    speaker speaking mandarin bilingual
    i ii iii iv vi vii
    bonus salary allowance incentive incentives sponsored
    """.split()
)

#: Cut only in front of other words: "principal engineer", but "school principal".
ENGLISH_OPENERS = frozenset({"contract", "hiring", "lead", "principal", "staff"})

#: Cut as a phrase before single words are looked at.
ENGLISH_PHRASES = (
    "no experience required",
    "no experience needed",
    "training provided",
    "immediate start",
    "urgent hiring",
    "urgently needed",
    "work from home",
    "full time",
    "part time",
    "fixed term",
    "zero hours",
    "live in",
    "live out",
    "equal opportunity",
    "all genders",
)

#: Short forms written out. Only forms with one common reading in job titles.
ABBREVIATIONS = {
    "acct": "accountant",
    "accts": "accounts",
    "adm": "administrative",
    "admin": "administrative",
    "ae": "account executive",
    "ai": "artificial intelligence",
    "asst": "assistant",
    "assistance": "assistant",
    "assoc": "associate",
    "attn": "attendant",
    "bd": "business development",
    "bi": "business intelligence",
    "biz": "business",
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "cio": "chief information officer",
    "cna": "nursing assistant",
    "coo": "chief operating officer",
    "coord": "coordinator",
    "crm": "customer relationship management",
    "csr": "customer service representative",
    "cso": "customer service officer",
    "cto": "chief technology officer",
    "cust": "customer",
    "dba": "database administrator",
    "dept": "department",
    "dev": "developer",
    "devs": "developer",
    "dir": "director",
    "edu": "education",
    "elec": "electrical",
    "eng": "engineer",
    "engg": "engineering",
    "engr": "engineer",
    "ehs": "environmental health and safety",
    "hse": "health safety and environment",
    "exec": "executive",
    "f&b": "food and beverage",
    "fnb": "food and beverage",
    "fin": "finance",
    "gm": "general manager",
    "gp": "general practitioner",
    "hgv": "heavy goods vehicle truck",
    "lgv": "heavy goods vehicle truck",
    "hr": "human resources",
    "hvac": "heating ventilation air conditioning",
    "info": "information",
    "insp": "inspector",
    "lpn": "licensed practical nurse",
    "maint": "maintenance",
    "md": "managing director",
    "mech": "mechanical",
    "mfg": "manufacturing",
    "mgmt": "management",
    "mgr": "manager",
    "mktg": "marketing",
    "op": "operator",
    "ops": "operations",
    "pa": "personal assistant",
    "pr": "public relations",
    "prod": "production",
    "prof": "professor",
    "qa": "quality assurance",
    "qc": "quality control",
    "qs": "quantity surveyor",
    "r&d": "research and development",
    "rep": "representative",
    "reps": "representative",
    "rn": "registered nurse",
    "seo": "search engine optimisation",
    "sre": "site reliability engineer",
    "supv": "supervisor",
    "svc": "service",
    "swe": "software engineer",
    "sys": "systems",
    "tech": "technician",
    "techs": "technician",
    "telco": "telecommunications",
    "ui": "user interface",
    "ux": "user experience",
    "vp": "vice president",
    "wh": "warehouse",
}

#: Two spellings of one word are read as one: American to British, joined to apart.
SPELLINGS = {
    "center": "centre",
    "color": "colour",
    "counselor": "counsellor",
    "counseling": "counselling",
    "esthetician": "beautician",
    "fiber": "fibre",
    "gray": "grey",
    "jewelry": "jewellery",
    "jeweler": "jeweller",
    "labor": "labour",
    "laborer": "labourer",
    "license": "licence",
    "licensed": "licenced",
    "mold": "mould",
    "molder": "moulder",
    "orthopedic": "orthopaedic",
    "paediatric": "pediatric",
    "paediatrician": "pediatrician",
    "anaesthetist": "anesthetist",
    "plow": "plough",
    "practise": "practice",
    "program": "programme",
    "theater": "theatre",
    "tire": "tyre",
    "traveler": "traveller",
    "truckdriver": "truck driver",
    "cabdriver": "cab driver",
    "bartending": "bartender",
    "barmaid": "bartender",
    "barman": "bartender",
    "waitress": "waiter",
    "waitresses": "waiter",
    "stewardess": "steward",
    "salesman": "salesperson",
    "saleswoman": "salesperson",
    "saleslady": "salesperson",
    "salesgirl": "salesperson",
    "salesmen": "salesperson",
    "foreman": "supervisor foreman",
    "forewoman": "supervisor foreman",
    "craftsman": "craftsperson",
    "fireman": "firefighter",
    "policeman": "police officer",
    "policewoman": "police officer",
    "postman": "postal mail carrier",
    "postwoman": "postal mail carrier",
    "handyman": "handyperson",
    "repairman": "repairer",
    "serviceman": "service technician",
    "cameraman": "camera operator",
    "draftsman": "draughtsperson",
    "draughtsman": "draughtsperson",
    "drafter": "draughtsperson",
    "draftsperson": "draughtsperson",
    "chambermaid": "room attendant",
    "actress": "actor",
    "seamstress": "sewer dressmaker",
    "front-end": "frontend",
    "back-end": "backend",
    "full-stack": "fullstack",
    "book-keeper": "bookkeeper",
    "house-keeper": "housekeeper",
    "care-giver": "caregiver",
    "carer": "care worker carer",
    "tele-sales": "telesales",
    "fork-lift": "forklift",
    "ware-house": "warehouse",
    "e-commerce": "ecommerce",
    "cyber-security": "cybersecurity",
    "help-desk": "helpdesk",
}

#: Two words that are also written as one.
JOINED = {
    ("front", "end"): "frontend",
    ("back", "end"): "backend",
    ("full", "stack"): "fullstack",
    ("book", "keeper"): "bookkeeper",
    ("house", "keeper"): "housekeeper",
    ("house", "keeping"): "housekeeping",
    ("care", "giver"): "caregiver",
    ("fork", "lift"): "forklift",
    ("tele", "sales"): "telesales",
    ("e", "commerce"): "ecommerce",
    ("cyber", "security"): "cybersecurity",
    ("help", "desk"): "helpdesk",
    ("bar", "tender"): "bartender",
    ("hair", "dresser"): "hairdresser",
    ("brick", "layer"): "bricklayer",
    ("child", "care"): "childcare",
    ("health", "care"): "healthcare",
    ("fire", "fighter"): "firefighter",
    ("dish", "washer"): "dishwasher",
    ("baby", "sitter"): "babysitter",
    ("store", "keeper"): "storekeeper",
    ("shop", "keeper"): "shopkeeper",
    ("call", "center"): "call centre",
}

#: Cut from Chinese titles wherever they stand, longest first.
CHINESE_PHRASES = tuple(
    sorted(
        """
        急聘 诚聘 急招 直招 高薪诚聘 高薪急聘 高薪 诚招 大量招聘 长期招聘 招募 聘请 特聘 热招 校招 社招 内推 急需
        包吃包住 包吃住 包吃 包住 免费吃住 提供食宿 管吃管住 管吃住 提供住宿 有宿舍 包食宿 食宿全包 供吃住 可住宿
        五险一金 六险一金 七险一金 五险 六险 缴纳社保 双休 单休 周末双休 大小周 周休二日 做五休二 上六休一
        朝九晚五 朝九晚六 早九晚六 不加班 无加班 长白班 白班 夜班 两班倒 三班倒 不倒班 带薪年假 带薪培训 年终奖 十三薪
        双薪 高提成 提成 底薪 无责底薪 无责 月薪 年薪 时薪 日薪 日结 周结 月结 计件 优厚 面议
        包教包会 无经验 无需经验 不限经验 经验不限 零经验 零基础 小白 可培训 带薪 学历不限 应届生 应届毕业生 应届 可实习
        实习生 实习 接受应届 接受无经验 可接受小白 转行 兼职 全职 临时工 临时 长期工 短期工 短期 长期 寒假工 暑假工 暑期工 小时工
        远程 居家办公 居家 可居家 在家办公 外派 驻场 岗位 职位 若干名 若干 数名 多名
        上市公司 世界五百强 世界500强 国企 央企 外企 大厂 大平台 知名企业 事业编 稳定 轻松 福利好 发展空间 晋升快 就近分配 就近
        男女不限 性别不限 不限男女 男士优先 女士优先 男生 女生 限男 限女 高级 资深 中级 初级
        """.split(),
        key=lambda phrase: (-len(phrase), phrase),
    )
)

#: Cut too, but not where they are what the work is about: "招聘专员", "社保专员", "薪资核算".
CHINESE_UNLESS_WORK = ("招聘", "社保", "公积金", "工资", "薪资", "薪酬", "待遇", "编制", "外包")
CHINESE_WORK = (
    "专员",
    "经理",
    "主管",
    "顾问",
    "助理",
    "核算",
    "专家",
    "官",
    "师",
    "员",
    "会计",
    "代理",
    "客服",
    "文员",
    "hr",
)

#: Single characters that are noise when they stand alone.
CHINESE_ALONE = frozenset("急招聘男女岗名人")

#: Chinese everyday names that are read as the word the classifications use.
CHINESE_SPELLINGS = {
    "司机师傅": "司机",
    "的哥": "出租车司机",
    "学徒工": "学徒",
    "服务生": "服务员",
    "网管": "网络管理员",
    "行政人事": "人事行政",
    "HR": "人力资源",
    "hr": "人力资源",
}
