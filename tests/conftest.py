"""What tests share: the gold beside the repository, and the rule on skipped tests."""

import os
from pathlib import Path

import pytest
from chromium import browser  # noqa: F401 (a fixture for the tests of pages)

SHARED = Path(os.environ.get("MAPPER_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with articles and gold, or skip the test where it is missing."""
    if not (SHARED / "articles").is_dir():
        pytest.skip(f"the articles and their gold are not there: no folder {SHARED.name} beside")
    return SHARED


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):  # noqa: ARG001 (pytest's signature)
    """Turn a skip into a failure for the markers that MAPPER_MUST_RUN names."""
    report = (yield).get_result()
    must_run = {name for name in os.environ.get("MAPPER_MUST_RUN", "").split(",") if name}
    if report.skipped and must_run & {mark.name for mark in item.iter_markers()}:
        report.outcome = "failed"
        report.longrepr = f"skipped where it must run: {report.longrepr}"
