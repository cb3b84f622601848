"""Chinese dates as Django has them; a month without a zero before it."""

MONTH_DAY_FORMAT = "n月j日"
