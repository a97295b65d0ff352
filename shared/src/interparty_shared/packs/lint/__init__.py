"""Says what is wrong with rule packs and their fixtures, before anybody relies on them."""

from interparty_shared.packs.lint.linting import lint
from interparty_shared.packs.lint.remarks import Remark

__all__ = ["Remark", "lint"]
