#!/usr/bin/env python3
import os, urllib.request
urllib.request.urlopen("http://127.0.0.1:" + os.environ["JUPYTER_PORT"] + "/api")
