"""The words of the situation: paths, states and events. What may follow what is in ``states``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Path(TextChoices):
    """The first two letters of a state."""

    FM = "FM", gettext_lazy("forced marriage")
    SX = "SX", gettext_lazy("sexual exploitation (forced prostitution)")
    HD = "HD", gettext_lazy("hiding")
    CU = "CU", gettext_lazy("in custody")
    NK = "NK", gettext_lazy("in North Korea, free")
    SF = "SF", gettext_lazy("safe")
    UN = "UN", gettext_lazy("no news")
    DE = "DE", gettext_lazy("died")


class Situation(TextChoices):
    """Where she is. The code is stored, the label is spoken."""

    FM1 = "FM1", gettext_lazy("held by a broker, a sale is being arranged")
    FM2 = "FM2", gettext_lazy("with the buyer, locked in or guarded")
    FM3 = "FM3", gettext_lazy("goes out only accompanied or watched")
    FM4 = "FM4", gettext_lazy("moves about locally, in fear of a report")
    FM5 = "FM5", gettext_lazy("staying for now, her decision")
    FM6 = "FM6", gettext_lazy("exit from the household planned")
    FM7 = "FM7", gettext_lazy("left the household")
    FM8 = "FM8", gettext_lazy("sold on from the household")
    FM9 = "FM9", gettext_lazy("taken from the household")
    SX1 = "SX1", gettext_lazy("held by a broker, to be sold for sex")
    SX2 = "SX2", gettext_lazy("locked in or guarded, forced into prostitution")
    SX3 = "SX3", gettext_lazy("can go out, bound by debt, watch or threats")
    SX4 = "SX4", gettext_lazy("a covert line to her is open")
    SX5 = "SX5", gettext_lazy("exit from exploitation planned")
    SX6 = "SX6", gettext_lazy("got out of exploitation")
    SX7 = "SX7", gettext_lazy("sold on from exploitation")
    SX8 = "SX8", gettext_lazy("taken from exploitation")
    HD1 = "HD1", gettext_lazy("just crossed, near the border")
    HD2 = "HD2", gettext_lazy("outdoors: mountain, forest, field hut")
    HD3 = "HD3", gettext_lazy("hidden by people: relative, church, employer")
    HD4 = "HD4", gettext_lazy("in a safe place")
    HD5 = "HD5", gettext_lazy("working in hiding")
    HD6 = "HD6", gettext_lazy("moving inside China")
    HD7 = "HD7", gettext_lazy("on the way to a third country")
    HD8 = "HD8", gettext_lazy("her place is known, she must move")
    HD9 = "HD9", gettext_lazy("lured or abducted")
    HD10 = "HD10", gettext_lazy("taken from hiding")
    HD11 = "HD11", gettext_lazy("crossed out of China")
    CU1 = "CU1", gettext_lazy("with the police in China")
    CU2 = "CU2", gettext_lazy("detained in China, awaiting return")
    CU3 = "CU3", gettext_lazy("handed over to North Korea")
    CU4 = "CU4", gettext_lazy("held by North Korean state security")
    CU5 = "CU5", gettext_lazy("in a holding centre (jipkyulso)")
    CU6 = "CU6", gettext_lazy("in a labour camp")
    CU7 = "CU7", gettext_lazy("in prison (kyohwaso)")
    CU8 = "CU8", gettext_lazy("in a political camp")
    CU9 = "CU9", gettext_lazy("detained in a transit country")
    CU10 = "CU10", gettext_lazy("released in China")
    CU11 = "CU11", gettext_lazy("released in North Korea")
    CU12 = "CU12", gettext_lazy("escaped from custody in China")
    CU13 = "CU13", gettext_lazy("escaped from custody in North Korea")
    NK1 = "NK1", gettext_lazy("at home in North Korea")
    NK2 = "NK2", gettext_lazy("left North Korea again")
    NK3 = "NK3", gettext_lazy("hiding in North Korea")
    SF1 = "SF1", gettext_lazy("in a transit country")
    SF2 = "SF2", gettext_lazy("with a mission, UNHCR or an authority")
    SF3 = "SF3", gettext_lazy("in the South Korean inquiry")
    SF4 = "SF4", gettext_lazy("in Hanawon")
    SF5 = "SF5", gettext_lazy("settled in South Korea")
    SF6 = "SF6", gettext_lazy("resettled in another country")
    SF7 = "SF7", gettext_lazy("holds a permit in China")
    UN1 = "UN1", gettext_lazy("silent: agreed contacts were missed")
    UN2 = "UN2", gettext_lazy("no news after several safe attempts")
    DE1 = "DE1", gettext_lazy("died")

    @property
    def path(self) -> Path:
        return Path(self.value[:2])


class Event(TextChoices):
    """What happened. The code is stored with the move that it names."""

    INSIDE = "inside", gettext_lazy("change within the episode")
    M01 = "M01", gettext_lazy("first sale")
    M02 = "M02", gettext_lazy("sold on")
    M03 = "M03", gettext_lazy("lured or abducted from hiding")
    M04 = "M04", gettext_lazy("escaped into hiding or straight onto the road")
    M05 = "M05", gettext_lazy("took refuge in a union")
    M06 = "M06", gettext_lazy("arrested")
    M07 = "M07", gettext_lazy("moved to border detention")
    M08 = "M08", gettext_lazy("forced return")
    M09 = "M09", gettext_lazy("freed in China")
    M10 = "M10", gettext_lazy("freed in North Korea")
    M11 = "M11", gettext_lazy("crossed again")
    M12 = "M12", gettext_lazy("trafficked again")
    M13 = "M13", gettext_lazy("reached a third country")
    M14 = "M14", gettext_lazy("detained in a third country")
    M15 = "M15", gettext_lazy("in process with a mission, UNHCR or an authority")
    M16 = "M16", gettext_lazy("arrived or resettled")
    M17 = "M17", gettext_lazy("no news")
    M18 = "M18", gettext_lazy("contact again")
    M19 = "M19", gettext_lazy("died")
    M20 = "M20", gettext_lazy("regularised in China")
    M20B = "M20b", gettext_lazy("permit lost")
    M21 = "M21", gettext_lazy("went back to the household")
    M22 = "M22", gettext_lazy("went home by herself")
    M23 = "M23", gettext_lazy("arrested in North Korea")
    M24 = "M24", gettext_lazy("arrested in China after settling elsewhere")
    M25 = "M25", gettext_lazy("handed back to China from a transit country")
    M26 = "M26", gettext_lazy("released in a transit country")
    M27 = "M27", gettext_lazy("escaped in North Korea, still there")
