"""Let this environment see the packages of another one, after its own.

Run as `.venv-colab/bin/python tools/share_packages.py .venv/bin/python`.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
other = subprocess.run([sys.argv[1], "-c", ask], check=True, capture_output=True)
Path(sysconfig.get_path("purelib"), "shared.pth").write_bytes(other.stdout)
