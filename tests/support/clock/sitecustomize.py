"""Another day for every process that has this folder on PYTHONPATH: TEST_DAY, an ISO date.

`date.today` asks `time.time`, so that shifting that one function is enough.
"""

import os
import time
from datetime import date, datetime, timedelta

_day = date.fromisoformat(os.environ["TEST_DAY"])
_noon = datetime(_day.year, _day.month, _day.day, 12)
_shift = (_noon - datetime.fromtimestamp(time.time())) // timedelta(seconds=1)
_real = time.time
time.time = lambda: _real() + _shift
