"""The README's Python runs as it stands, on the sample articles."""

import re
import shutil
from pathlib import Path

import pytest

from mapper.examples import example_sources

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", README.read_text("utf8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_python_of_the_readme_runs(number, tmp_path, monkeypatch, capsys):
    (tmp_path / "articles").mkdir()
    for path in example_sources():
        shutil.copy(path, tmp_path / "articles")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(BLOCKS[number], "README.md", "exec"), names)  # noqa: S102 (our own README)
    if "mapper" in names:
        assert "supported" in capsys.readouterr().out
        assert (tmp_path / "output" / "far-east-2023" / "map.html").exists()
    else:
        assert names["findings"]


def test_the_readme_has_both_pages_of_python():
    assert len(BLOCKS) == 2
