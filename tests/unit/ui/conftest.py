"""What tests of this room share."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def static_folder(settings):
    """WhiteNoise warns when nothing was collected yet; tests collect nothing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
