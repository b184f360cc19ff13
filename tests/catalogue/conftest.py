import pytest

from kiosk.catalogue import Catalogue, load
from kiosk.settings import SHARE


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The one that is shipped."""
    return load(SHARE / "catalogue")
