"""Korean dates as Django has them, with 24 hours, as safe times are typed in every language."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y년 n월 j일 H:i"
