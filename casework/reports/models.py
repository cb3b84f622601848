"""The rows of this app, gathered for Django."""

from casework.reports.alert_rows import Alert as Alert
from casework.reports.alert_rows import Expected as Expected
from casework.reports.alert_rows import Looked as Looked
from casework.reports.review_rows import Lapse as Lapse
from casework.reports.threshold_rows import Threshold as Threshold
