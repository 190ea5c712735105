"""The four services; each is deployed, scaled and restored alone."""

import gc
import sys

if sys.orig_argv[-1].endswith((".app", ".worker")):
    gc.disable()  # what a program imports lives on: shared/serve.py, `settle`
