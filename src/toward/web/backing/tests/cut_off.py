"""Upgrades the home's database and is killed on the way: `cut_off.py AT`, after so many calls; without AT, counts them."""

from __future__ import annotations

import json
import os
import signal
import sys


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    import django

    django.setup()
    from toward.web.backing.deeds import upgrade

    calls, ends_at = 0, int(sys.argv[1]) if len(sys.argv) > 1 else 0

    def counted(frame, event, _):
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls == ends_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(counted)
    upgrade()
    sys.setprofile(None)
    print(json.dumps(calls))


if __name__ == "__main__":
    main()
