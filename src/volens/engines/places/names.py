"""Place names folded to the form in which they are compared: the same when a gazetteer is built and when asked."""

from __future__ import annotations

import re
import unicodedata

#: Letters that Unicode does not decompose, as people without them write them.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss", "ħ": "h", "ŋ": "n"}
)

#: Traditional characters usual in place names, and the simplified ones (pairs).
_TRADITIONAL = (
    "東东廣广蘇苏灣湾寧宁陝陕遼辽龍龙門门島岛澤泽漢汉濟济齊齐爾尔濱滨瀋沈陽阳陰阴銀银貴贵雲云麗丽蘭兰肅肃慶庆營营鄭郑開开許许長长"
    "嶺岭岡冈圍围塗涂連连無无錫锡興兴紹绍溫温蕪芜馬马鞍鞍銅铜滁滁莆莆廈厦漳漳龍龙巖岩鷹鹰潭潭贛赣撫抚饒饶萊莱臨临煙烟濰潍棗枣莊庄"
    "淄淄聊聊許许漯漯駐驻襄襄黃黄隨随鹹咸婁娄張张韶韶關关頭头瓊琼樂乐資资瀘泸綿绵遂遂義义畢毕節节銅铜滇滇麗丽蒼苍德德楚楚紅红"
    "薩萨寶宝鷄鸡雞鸡渭渭鹹咸陝陕嘉嘉峪峪張张掖掖酒酒隴陇夏夏烏乌魯鲁齊齐吐吐魯鲁克克瑪玛樂乐縣县區区鎮镇鄉乡臺台灣湾門门國国"
    "紐纽約约倫伦華华頓顿聖圣羅罗維维亞亚納纳達达諾诺賓宾費费蓋盖堅坚舊旧魯鲁賽赛傑杰喬乔治治邁迈奧奥蘭兰萬万芬芬溫温韋韦勞劳倫伦"
    "賴赖謝谢錢钱貝贝貢贡賀贺財财車车輪轮軍军農农進进過过運运遠远適适選选邊边鄰邻釜釜鈴铃鋼钢錦锦鎮镇鐵铁鑽钻閔闵闊阔陸陆階阶"
    "際际隆隆雙双離离雜杂電电頂顶順顺須须預预領领頻频題题額额願愿類类風风飛飞飯饭館馆駛驶騰腾驗验魚鱼鮮鲜鳥鸟鳳凤鳴鸣麥麦點点"
    "齡龄龜龟樺桦橋桥機机檢检櫻樱歐欧歸归歲岁殘残氣气決决沖冲況况淺浅減减測测湯汤溝沟滅灭滬沪潔洁潤润澀涩濕湿瀏浏灘滩爐炉爭争"
    "牆墙獅狮獨独獲获獻献瑤瑶環环璽玺畫画當当疊叠盧卢眾众碼码礦矿禮礼種种積积穩稳窩窝競竞筆笔築筑簡简糧粮紀纪級级細细終终組组"
    "結结給给統统絲丝經经綠绿網网緊紧線线緬缅縱纵總总織织繞绕繩绳罰罚習习聯联聰聪肇肇腦脑膠胶臉脸艦舰艾艾蓮莲蔣蒋蕭萧蘆芦處处號号"
    "衆众術术裏里製制複复襲袭見见規规覺觉觀观計计討讨訓训記记設设訪访評评試试詩诗話话該该詳详語语誠诚說说課课調调談谈請请論论"
    "諸诸講讲譯译議议護护讓让豐丰豬猪貓猫貨货貧贫責责買买貿贸賢贤質质購购贊赞贏赢趙赵趕赶軟软載载輔辅輕轻輛辆輝辉輸输轉转辦办"
    "邨村鄧邓鄺邝醫医釋释針针釣钓鈞钧鉛铅銘铭銷销鋒锋錄录鍋锅鍾钟鎖锁鏡镜鐘钟閃闪閉闭間间閘闸閣阁闆板闖闯陣阵陳陈陶陶隊队險险隱隐"
    "隸隶雖虽霧雾靈灵靜静韓韩響响頁页頓顿顏颜顧顾飲饮飽饱養养餘余餐餐騎骑驚惊驛驿髮发鬆松魏魏鹽盐黨党鼇鳌龐庞龔龚溼湿衛卫爲为為为"
    "師师帶带幣币幫帮幹干庫库廟庙廠厂彌弥彎弯後后從从復复徵征惠惠態态慘惨慣惯憲宪懷怀戰战戲戏戶户拋抛掛挂採采揚扬換换損损搖摇擇择"
    "擊击擔担據据擴扩擺摆攝摄敵敌數数斷断舊旧時时晉晋晝昼暫暂曆历曉晓書书會会條条來来楊杨榮荣構构槍枪樓楼標标樣样樹树樞枢橫横"
    "侖仑俄俄個个們们倉仓偉伟側侧備备傳传債债傷伤傾倾僅仅價价億亿儀仪優优儲储兒儿內内兩两冊册凍冻凱凯別别刪删則则剛刚創创劃划"
    "劇剧劉刘劍剑劑剂動动務务勝胜勢势勵励勸劝匯汇協协單单賣卖衝冲啟启問问喪丧喬乔嗎吗嘆叹嘗尝嚴严嚮向園园圓圆團团圖图執执堅坚"
    "堯尧報报場场塊块塢坞塵尘墊垫壓压壘垒壞坏壩坝壯壮聲声壺壶壽寿夢梦夾夹奪夺奮奋妝妆婦妇媽妈嬰婴學学孫孙宮宫寬宽審审實实寫写將将"
    "專专尋寻對对導导層层屬属峽峡崗岗嶼屿巔巅幾几庁厅広广県县駅驿鉄铁沢泽浜滨桜樱関关戸户豊丰栄荣静静塩盐竜龙滝泷恵惠"
)
_SIMPLIFY = str.maketrans(dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)))

#: Words that are written short or long within names.
_SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt", "sankt": "st", "and": "&"}

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HAN_ONLY = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·•・]+")
_INITIALS = re.compile(r"\b(?:\w\.)+\w\b\.?")
_DROPPED = re.compile(r"['’‘ʻʼ`´\u200b-\u200f·•・]")
_SPACED = re.compile(r"[^\w&]+|_")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return not text.isascii() and _HAN.search(text) is not None


def is_han(text: str) -> bool:
    """Whether the text is Chinese characters only (and the dot inside foreign names)."""
    return _HAN_ONLY.fullmatch(text) is not None


def simplified(text: str) -> str:
    """The text with the traditional (and Japanese) characters usual in place names written in simplified form."""
    return text.translate(_SIMPLIFY)


def fold(name: str) -> str:
    """The form in which names are compared: no case, accents, points, hyphens; "Saint" as "st"; simplified Chinese."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
        name = "".join([ch for ch in name if not unicodedata.combining(ch)])
        # Hangul is taken apart by NFKD and must come back together.
        name = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
        if _HAN.search(name):
            name = _HAN_GAP.sub("", name.translate(_SIMPLIFY))
    else:
        name = name.lower()
    if "." in name:
        name = _INITIALS.sub(lambda found: found.group().replace(".", ""), name)
    if not name.isalpha():
        name = _SPACED.sub(" ", _DROPPED.sub("", name)).strip()
    words = name.split(" ")
    return " ".join([_SHORT.get(word, word) for word in words])
