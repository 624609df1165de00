"""Check your version of a script: `python check.py 3 my_03.py`. It runs your file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tools.bugs.check import main

if __name__ == "__main__":
    main()
