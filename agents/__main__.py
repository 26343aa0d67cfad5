"""`python -m hotlead.agents`: one worker, settings from the environment."""

import gc
import logging
import sys

from hotlead.agents.batches import serve
from hotlead.agents.library_lines import quiet_libraries
from hotlead.agents.worker import main
from hotlead.router.errors import BadSetting
from hotlead.router.kafka.grown_batches import bound_batches
from hotlead.router.settings import read_settings

if __name__ == "__main__":
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    quiet_libraries()
    bound_batches()
    try:
        settings = read_settings()
    except BadSetting as error:
        sys.exit(str(error))
    # Else Python now and then looks for cycles in all that was imported, and nobody is served for
    # 50 ms.
    gc.collect()
    gc.freeze()
    serve(lambda stop: main(settings, stop))
