"""What the founding article states, fact by fact: each with its speaker, each as of 2012.

Estimates and testimony, not figures of today. Whoever adds to this page adds a speaker.
Prices and the two accounts of cruelty are folded: a reader opens them when she chooses to.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = Promise | str

ARTICLE = _("the article")
SURVIVOR = _("a survivor, 2012")


@dataclass(frozen=True)
class Fact:
    """`folded` is shown when it is asked for, under `fold`; `note` is ours."""

    code: str
    speaker: Text
    says: Text = ""
    folded: Text = ""
    fold: Text = ""
    note: Text = ""


MARKET = (
    Fact("S01", ARTICLE, _("More than thirty years of the One Child Policy have left China with a thriving trade in North Korean women.")),
    Fact("S02", ARTICLE, _("In China 120 boys are born for every 100 girls; the usual average is 105 to 100.")),
    Fact("S03", "Dudley Poston, sociologist", _("40 million men in China will find no partner."),
         note=_("The research note that the article draws on says 41 million, and 55 million by 2020; the article rounds.")),
    Fact("S04", ARTICLE, fold=_("A price is named"),
         folded=_("The usual price of a woman is 300 US dollars, more if she is thought attractive. The report that the article retells says that slightly more than this was the price of one family's escape, so that this number and the one below may be the same.")),
    Fact("S05", "Valerie Hudson, Andrea den Boer, 2005", _("A large surplus of young men with little hope of work or marriage raises crime: the smuggling of drugs and weapons, and trafficking in people.")),
)  # fmt: skip

NUMBERS = (
    Fact("S09", _("“official figures”"), _("Some 70 % of all who flee are women."),
         note=_("This speaks of those who cross, S19 of those who arrive: two groups, two numbers.")),
    Fact("S10", "Kim Sang-hun, Database Center for North Korean Human Rights", _("He estimates that 20,000 to 30,000 North Korean women are caught in slavery in China.")),
    Fact("S11", "Kim Sang-hun, Database Center for North Korean Human Rights", _("He estimates that most of them are “forced into sexual slavery”.")),
    Fact("S19", ARTICLE, _("23,000 North Koreans, 80 % of them women, have escaped for good; there will be more, because the economy is poor.")),
)  # fmt: skip

WAYS = (
    Fact("S12", ARTICLE, _("A woman who crosses has three alternatives: forced marriage; forced prostitution; or escape into the wilderness, evading for good the authorities, who often work together with North Korean officials.")),
    Fact("S06", SURVIVOR, _("She tried twice to flee across the Tumen River, with her mother and sister, led by a woman who promised to help."),
         fold=_("What was paid"), folded=_("They paid the woman 2,000 yuan.")),
    Fact("S07", SURVIVOR, _("The first time, that same woman had sold her as a wife to a Chinese farmer. She fled, was caught by the police and sent back."),
         note=_("So the article puts it. The report that it retells says that the three were sold to a man who wanted a wife; the survivor's own book says that she was a child then, and that the marriage was her mother's.")),
    Fact("S08", SURVIVOR, _("“Women are secretly sold in China.”")),
    Fact("S13", _("North Koreans who spoke to the reporter"), _("Where women are few, in the northern provinces, brothers share a woman, or women are sold to brothels or passed around among men.")),
    Fact("S14", SURVIVOR, fold=_("What a household can be"),
         folded=_("She spent two years with a man who beat her constantly and kept her locked in; many, she says, are locked in or not allowed to leave. “I was more a slave than a concubine.”")),
    Fact("S20", "Kim Tae-woo, Korea Institute for National Unification", _("“Women can sell themselves easily”, while “men are more conspicuous”."),
         note=_("His words; women here are sold by others.")),
    Fact("S22", ARTICLE, _("A woman forced to marry in China has no rights in law, no protection and nobody to turn to.")),
    Fact("S23", "Kim Sang-hun", _("“The women keep coming out … They are looking at any chance to survive. They don't expect happiness out of marriage, only survival.”")),
)  # fmt: skip

RETURN = (
    Fact("S15", ARTICLE, _("China ignores the demand not to send people back; it moves them at night, in buses with drawn curtains.")),
    Fact("S16", "Frank Jannuzi, Amnesty International", _("China has built a “brand new detention facility where they would store 200-300 North Koreans”.")),
    Fact("S17", ARTICLE, _("There are camps for interrogation and indoctrination before the return.")),
    Fact("S18", SURVIVOR, fold=_("What detention is like"),
         folded=_("“Typically 60 women are held in one room.” They are stripped and searched for money in every part of the body, and must ask leave to use the toilet.")),
    Fact("S21", ARTICLE, _("The starvation, torture and death that drive people out are overlooked by other countries.")),
)  # fmt: skip

# S24. The only place where those who survived are named.
SOURCES: tuple[Text, ...] = (
    _("The article: “The Price of Freedom: North Korean Women Escape into Sex Slavery or Forced Marriage in China”, by “Mary”, My Bloggity Blog, 2012, retelling Donald Kirk, Christian Science Monitor, 11 May 2012. Those who survived and spoke: Kim Eun-Sun (S06, S07, S08), Kim Jong Oak (S14), Ms Kim (S18)."),
    "Valerie Hudson, Andrea den Boer: Missing Women and Bare Branches, 2005.",
    "Committee for Human Rights in North Korea: Lives for Sale.",
    "Barbara Demick: N. Korea's Brides of Despair. Los Angeles Times, 18 August 2003.",
    "Tyjen Tsai: China Has Too Many Bachelors. Population Reference Bureau, 2012.",
)  # fmt: skip

# Everybody whom the page names. Nowhere else does the product name a real person.
NAMED = (
    "Dudley Poston", "Valerie Hudson", "den Boer", "Kim Sang-hun", "Kim Tae-woo", "Jannuzi",
    "Donald Kirk", "Kim Eun-Sun", "Kim Jong Oak", "Demick", "Tyjen Tsai",
)  # fmt: skip
