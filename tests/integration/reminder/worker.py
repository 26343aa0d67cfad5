"""`python -m tests.integration.reminder.worker`: a worker of a hotlead that has reminders too."""

import logging
import sys

from hotlead.agents.batches import serve
from hotlead.agents.worker import main
from hotlead.router.settings import read_settings
from tests.integration.reminder.aggregate import WITH_REMINDERS

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    settings = read_settings()
    serve(lambda stop: main(settings, stop, WITH_REMINDERS))
