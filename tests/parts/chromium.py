"""A real browser: Debian's Chromium, driven over its own protocol by playwright."""

import shutil

from tests.parts import machine
from tests.parts.process import PartUnavailableError

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without them Chinese and Hindi are boxes, all of one width: nothing could be seen of them.
FONTS = ("fonts-noto-cjk", "fonts-noto-core")


def find_program() -> str:
    """Return the path of the browser, installing it as root if there is none.

    Raises:
        PartUnavailableError: there is none and none can be installed.
    """
    found = _look_for_program()
    if found is None:
        with machine.alone():
            machine.install("chromium", *FONTS, what="Chromium")
        found = _look_for_program()
    if found is None:
        raise PartUnavailableError("Chromium was installed but its program was not found")
    return found


def _look_for_program() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name)) is not None), None)
