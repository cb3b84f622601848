"""The few sentences of the copy for her, in the three languages.

They stand here and not in a catalogue, for each must be there whatever language the desk is in.
Drafts by non-natives: a native practitioner signs each column before real use.
"""

from __future__ import annotations

from datetime import date
from typing import Final

LANGUAGES: Final = {"ko": "한국어", "zh-hans": "简体中文", "en": "English"}

Words = dict[str, str]

_EN: Words = {
    "title": "What I said yes to",
    "no_title": "What I said no to",
    "nothing": "I have said yes to nothing yet.",
    "free": "I may say no, or take back what I allowed, at any time. I need not say why.",
    "how": "I tell the person I talk with. It ends at once.",
    "danger": "If this paper could put me in danger, I do not keep it.",
    "day": "{day} {month} {year}",
    "until": "until {day}",
    "one_partner": "one place whose name was told to me",
    "case_services": "being helped",
    "store_identifying_data": "keeping what identifies me",
    "photo_or_voice": "a photo or a recording",
    "interpreter_presence": "an interpreter being there",
    "transfer": "another place taking over",
    "research_aggregate": "being counted without my name",
    "advocacy_testimony": "my story being told in public",
    "contact_by_phone": "being phoned",
    "contact_by_messenger": "being written to by messenger",
    "share_health": "passing on what is needed for health care",
    "share_psychosocial": "passing on what is needed for support and talking",
    "share_shelter": "passing on what is needed for a place to stay",
    "share_legal": "passing on what is needed for legal help",
    "share_documentation": "passing on what is needed for papers",
    "share_onward_protection": "passing on what is needed for protection elsewhere",
    "share_child_services": "passing on what is needed for my children",
    "share_financial": "passing on what is needed for money, food or work",
    "share_education": "passing on what is needed for school or a course",
}
_KO: Words = {
    "title": "내가 동의한 것",
    "no_title": "내가 동의하지 않은 것",
    "nothing": "아직 동의한 것이 없습니다.",
    "free": "나는 언제든지 거절하거나 동의를 거둘 수 있습니다. 이유를 말하지 않아도 됩니다.",
    "how": "나와 이야기하는 사람에게 말하면 됩니다. 말하는 즉시 끝납니다.",
    "danger": "이 종이 때문에 위험해질 수 있으면 가지고 있지 않습니다.",
    "day": "{year}년 {month}월 {day}일",
    "until": "{day}까지",
    "one_partner": "이름을 들은 한 곳",
    "case_services": "도움을 받는 것",
    "store_identifying_data": "나를 알아볼 수 있는 내용을 보관하는 것",
    "photo_or_voice": "사진을 찍거나 녹음하는 것",
    "interpreter_presence": "통역하는 사람이 함께 있는 것",
    "transfer": "다른 곳에서 이어서 돕는 것",
    "research_aggregate": "이름 없이 수를 세는 데 들어가는 것",
    "advocacy_testimony": "내 이야기를 공개적으로 알리는 것",
    "contact_by_phone": "전화로 연락하는 것",
    "contact_by_messenger": "메신저로 연락하는 것",
    "share_health": "치료에 필요한 내용을 전하는 것",
    "share_psychosocial": "상담과 마음의 도움에 필요한 내용을 전하는 것",
    "share_shelter": "머물 곳에 필요한 내용을 전하는 것",
    "share_legal": "법률 도움에 필요한 내용을 전하는 것",
    "share_documentation": "서류에 필요한 내용을 전하는 것",
    "share_onward_protection": "다른 곳에서 보호받는 데 필요한 내용을 전하는 것",
    "share_child_services": "내 아이들에게 필요한 내용을 전하는 것",
    "share_financial": "돈, 먹을 것, 일에 필요한 내용을 전하는 것",
    "share_education": "학교나 배움에 필요한 내용을 전하는 것",
}
_ZH: Words = {
    "title": "我同意的事",
    "no_title": "我不同意的事",
    "nothing": "我还没有同意任何事。",
    "free": "我随时可以说不，也可以收回我的同意，不用说明理由。",
    "how": "告诉和我谈话的人就可以，马上停止。",
    "danger": "如果这张纸会让我有危险，我就不留着它。",
    "day": "{year}年{month}月{day}日",
    "until": "到{day}为止",
    "one_partner": "一个已经告诉我名称的地方",
    "case_services": "得到帮助",
    "store_identifying_data": "保存能认出我的内容",
    "photo_or_voice": "拍照或录音",
    "interpreter_presence": "有翻译在场",
    "transfer": "由别的地方接着帮助我",
    "research_aggregate": "不写名字地计入数字",
    "advocacy_testimony": "公开讲我的经历",
    "contact_by_phone": "打电话联系我",
    "contact_by_messenger": "用聊天软件联系我",
    "share_health": "转告看病所需要的内容",
    "share_psychosocial": "转告谈心和支持所需要的内容",
    "share_shelter": "转告住处所需要的内容",
    "share_legal": "转告法律帮助所需要的内容",
    "share_documentation": "转告办证件所需要的内容",
    "share_onward_protection": "转告在别处得到保护所需要的内容",
    "share_child_services": "转告我的孩子所需要的内容",
    "share_financial": "转告钱、食物或工作所需要的内容",
    "share_education": "转告上学或学习所需要的内容",
}
WORDS: Final[dict[str, Words]] = {"en": _EN, "ko": _KO, "zh-hans": _ZH}

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")  # fmt: skip


def day_in(language: str, day: date) -> str:
    month = _MONTHS[day.month - 1] if language == "en" else str(day.month)
    return WORDS[language]["day"].format(year=day.year, month=month, day=day.day)
