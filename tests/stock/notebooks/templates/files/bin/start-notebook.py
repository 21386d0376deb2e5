#!/usr/bin/env python3
import os
os.execvp("jupyter", ["jupyter", "lab", "--port=" + os.environ["JUPYTER_PORT"]])
