"""Questions to quoted answers, in a console and in Telegram."""

import os

# numpy's linear algebra would start a thread for each core, which spin at every start and help nothing here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
