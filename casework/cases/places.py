"""Countries and provinces: as fine as a coded place may be. Anything finer is sealed text."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED


class Country(TextChoices):
    """ISO 3166-1 alpha-3, those that occur in this field."""

    PRK = "PRK", _("North Korea")
    CHN = "CHN", _("China")
    KOR = "KOR", _("South Korea")
    LAO = "LAO", _("Laos")
    THA = "THA", _("Thailand")
    VNM = "VNM", _("Vietnam")
    MMR = "MMR", _("Myanmar")
    KHM = "KHM", _("Cambodia")
    MNG = "MNG", _("Mongolia")
    RUS = "RUS", _("Russia")
    JPN = "JPN", _("Japan")
    USA = "USA", _("United States")
    GBR = "GBR", _("United Kingdom")
    CAN = "CAN", _("Canada")
    DEU = "DEU", _("Germany")
    NLD = "NLD", _("Netherlands")
    OTHER = "other", _("another country")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ProvinceInKorea(TextChoices):
    """Province of origin in North Korea."""

    N_HAMGYONG = "n_hamgyong", _("North Hamgyong")
    S_HAMGYONG = "s_hamgyong", _("South Hamgyong")
    RYANGGANG = "ryanggang", _("Ryanggang (province)")
    CHAGANG = "chagang", _("Chagang")
    N_PYONGAN = "n_pyongan", _("North Pyongan")
    S_PYONGAN = "s_pyongan", _("South Pyongan")
    N_HWANGHAE = "n_hwanghae", _("North Hwanghae")
    S_HWANGHAE = "s_hwanghae", _("South Hwanghae")
    KANGWON = "kangwon", _("Kangwon")
    PYONGYANG = "pyongyang", _("Pyongyang")
    RASON = "rason", _("Rason")
    NAMPO = "nampo", _("Nampo")
    KAESONG = "kaesong", _("Kaesong")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ProvinceInChina(TextChoices):
    """ISO 3166-2:CN, thirty-four codes; those near the border first."""

    JILIN = "CN-JL", _("Jilin")
    LIAONING = "CN-LN", _("Liaoning")
    HEILONGJIANG = "CN-HL", _("Heilongjiang")
    HEBEI = "CN-HE", _("Hebei")
    SHANDONG = "CN-SD", _("Shandong")
    HENAN = "CN-HA", _("Henan")
    SHANXI = "CN-SX", _("Shanxi")
    NEI_MONGOL = "CN-NM", _("Inner Mongolia")
    ANHUI = "CN-AH", _("Anhui")
    JIANGSU = "CN-JS", _("Jiangsu")
    BEIJING = "CN-BJ", _("Beijing")
    TIANJIN = "CN-TJ", _("Tianjin")
    SHANGHAI = "CN-SH", _("Shanghai")
    CHONGQING = "CN-CQ", _("Chongqing")
    ZHEJIANG = "CN-ZJ", _("Zhejiang")
    FUJIAN = "CN-FJ", _("Fujian")
    JIANGXI = "CN-JX", _("Jiangxi")
    HUBEI = "CN-HB", _("Hubei")
    HUNAN = "CN-HN", _("Hunan")
    GUANGDONG = "CN-GD", _("Guangdong")
    GUANGXI = "CN-GX", _("Guangxi")
    HAINAN = "CN-HI", _("Hainan")
    SICHUAN = "CN-SC", _("Sichuan")
    GUIZHOU = "CN-GZ", _("Guizhou")
    YUNNAN = "CN-YN", _("Yunnan")
    XIZANG = "CN-XZ", _("Tibet")
    SHAANXI = "CN-SN", _("Shaanxi")
    GANSU = "CN-GS", _("Gansu")
    QINGHAI = "CN-QH", _("Qinghai")
    NINGXIA = "CN-NX", _("Ningxia")
    XINJIANG = "CN-XJ", _("Xinjiang")
    HONG_KONG = "CN-HK", _("Hong Kong")
    MACAO = "CN-MO", _("Macao")
    TAIWAN = "CN-TW", _("Taiwan")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED
