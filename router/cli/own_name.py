"""What to type for `hotlead` here, so that a line that is printed can be pasted."""

import os
import shlex
import shutil
import sys
from pathlib import Path


def own_name() -> str:
    """`hotlead` where the shell finds this one, else the path of this one."""
    found = shutil.which("hotlead")
    own = Path(sys.executable).with_name("hotlead")
    if not own.exists():
        # Installed apart from its Python, or not at all.
        return "hotlead" if found else f"{shlex.quote(sys.executable)} -m hotlead.router.cli"
    if found and Path(found).samefile(own):
        return "hotlead"
    near = own.is_relative_to(Path.cwd())
    return shlex.quote(os.path.relpath(own) if near else str(own))
