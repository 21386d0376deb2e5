"""Uses a package of the base and one that the service's builder stage installed."""

import os

import structlog
import tabulate

print(tabulate.tabulate([["uid", os.getuid()], ["structlog", structlog.__version__]], tablefmt="plain"))
