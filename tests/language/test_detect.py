"""Which language an advertisement is in, from a title alone or with its text."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.language import UNDETERMINED, detect

CHINESE = [
    ("普工", ""),
    ("招聘电子厂普工", ""),
    ("Java开发工程师", ""),
    ("Java开发工程师 Spring Boot MySQL Redis", ""),
    ("UI设计师", ""),
    ("CNC操作工", ""),
    ("iOS开发", ""),
    ("Python/C++/SQL/Linux 工程师", ""),
    ("HRBP", "负责部门招聘与员工关系"),
    ("SAP FICO 顾问", "熟悉 SAP S/4HANA, ABAP, Fiori, 有 ERP 项目经验,英语 CET-6 以上"),
    ("Sales Manager 销售经理", "负责华东区销售"),
    ("前端开发", "精通 HTML5, CSS3, JavaScript, TypeScript, React, Vue, Webpack, Node.js, 有移动端经验优先"),
    ("電腦工程師", "負責系統維護"),
    ("外贸业务员", "Alibaba, Google Ads, LinkedIn 客户开发"),
    ("の店店员", "负责日式商店的收银和陈列工作,月薪六千"),
]
ENGLISH = [
    ("Warehouse Operative", ""),
    ("Registered Nurse - ICU", ""),
    ("Senior Software Engineer (北京)", ""),
    ("Truck Driver", ""),
    ("Teacher of Chinese (中文)", "We are looking for a teacher of Mandarin for our school in Leeds."),
    ("Barback", "You will help the team and keep the bar clean."),
    ("Electrician", ""),
    ("Manager", ""),
    ("Chef de Partie", "We are looking for a chef to join our kitchen. You will work with the head chef."),
    ("Data Scientist (m/f/d) Berlin", "You will be working with our team on models for the energy market."),
]
OTHERS = [
    ("de", "Elektriker (m/w/d)", ""),
    ("de", "Mitarbeiter Lager", ""),
    ("de", "Sales Manager", "Wir suchen für unser Team in Köln eine Kraft mit Erfahrung."),
    ("fr", "Aide-soignant H/F", ""),
    ("fr", "Développeur web", ""),
    ("fr", "Vendeur", "Vous êtes souriant et vous aimez le contact avec les clients."),
    ("es", "Cocinero/a", ""),
    ("es", "Camarera", "Buscamos una persona con experiencia para nuestro restaurante."),
    ("pt", "Enfermeiro", ""),
    ("pt", "Vendedor", "A empresa procura uma pessoa com experiência em vendas, não é preciso carro."),
    ("it", "Infermiere", ""),
    ("it", "Addetto vendite", "La nostra azienda cerca una persona per il negozio di Milano."),
    ("nl", "Verpleegkundige", ""),
    ("nl", "Kok", "Wij zijn op zoek naar een kok voor ons restaurant."),
    ("pl", "Pracownik magazynu", ""),
    ("pl", "Kierowca C+E", ""),
    ("cs", "Řidič skupiny C", ""),
    ("hu", "Raktáros", ""),
    ("ro", "Șofer profesionist", ""),
    ("sv", "Sjuksköterska", ""),
    ("da", "Sygeplejerske", ""),
    ("nb", "Sykepleier", ""),
    ("fi", "Sairaanhoitaja", ""),
    ("tr", "Hemşire", ""),
    ("vi", "Nhân viên bán hàng", ""),
    ("id", "Lowongan sopir truk", "Kami mencari sopir yang memiliki SIM B2 untuk perusahaan."),
    ("ja", "営業事務", ""),
    ("ja", "コンビニスタッフ", ""),
    ("ja", "看護師", "病院での看護業務をお願いします。"),
    ("ko", "간호사", ""),
    ("ru", "Водитель категории Е", ""),
    ("ru", "Продавец", ""),
    ("uk", "Водій", ""),
    ("bg", "Продавач-консултант на пълен работен ден за магазин", ""),
    ("kk", "Қазақстан жүргізуші", ""),
    ("ar", "سائق توصيل", ""),
    ("fa", "مهندس برنامه نویس", ""),
    ("ug", "ئىشچى", ""),
    ("ur", "ڈرائیور کی ضرورت ہے", ""),
    ("he", "נהג משאית", ""),
    ("el", "Οδηγός φορτηγού", ""),
    ("th", "พนักงานขาย", ""),
    ("hi", "नर्स", ""),
    ("bn", "নার্স", ""),
    ("bo", "ལས་ཀ", ""),
    ("ka", "მძღოლი", ""),
    ("hy", "Վարորդ", ""),
    ("km", "អ្នកបើកបរ", ""),
    ("my", "ယာဉ်မောင်း", ""),
    ("am", "ሹፌር", ""),
]


@pytest.mark.parametrize(("title", "text"), CHINESE)
def test_chinese_with_english_terms_is_chinese(title, text):
    assert detect(title, text) == "zh"


@pytest.mark.parametrize(("title", "text"), ENGLISH)
def test_english_with_foreign_names_is_english(title, text):
    assert detect(title, text) == "en"


@pytest.mark.parametrize(("language", "title", "text"), OTHERS)
def test_other_languages(language, title, text):
    assert detect(title, text) == language


@pytest.mark.parametrize(("title", "text"), [("", ""), ("12345", ""), ("---", "!!! 2026"), ("", "\x00\x01")])
def test_where_there_is_nothing_to_read_the_language_is_undetermined(title, text):
    assert detect(title, text) == UNDETERMINED


def test_addresses_and_markup_are_no_language():
    assert (
        detect("招聘", "<p class='the and of with for'>详情见 https://www.example.com/the/and/of</p> the.and@of.com")
        == "zh"
    )
    assert detect("", "https://example.com/jobs") == UNDETERMINED


@settings(max_examples=few(300), deadline=None)
@given(st.text(max_size=200).filter(lambda text: not text.isascii()), st.text(max_size=200))
def test_no_text_makes_it_raise(title, text):
    tag = detect(title, text)
    assert tag == detect(title, text)
    assert 2 <= len(tag) <= 3


def test_the_detector_is_loaded_only_when_the_vote_is_open():
    program = (
        "import sys; from volens.engines.language import detect;"
        "assert detect('Koch', 'Wir suchen für unsere Küche einen Koch mit Erfahrung') == 'de';"
        "assert detect('普工') == 'zh'; assert 'lingua' not in sys.modules;"
        "assert detect('Zzyzx Qwrtp'); assert 'lingua' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
