"""Versions and copies of one story through `mapper map`: one voice, nothing lost, no conflict."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mapper.cli import main
from mapper.export.report_read import report_from_json

STORY = """{head}

GLASGOW, March {day}, 2024 ({agency}) - Captain Jane Doe sailed from Glasgow to Oban on Monday with
120 passengers. The port of Oban lies about {km} kilometres northwest of Glasgow.

She met the harbour board of Oban and its chairman, John Roe, in the afternoon, the company said in
a statement. The board wants a second pier for the island ferries and has asked for money.

On Tuesday the captain is to leave for Mull, where the crew will rest for two days before the ferry
returns to the mainland. {last} when a cable broke in the evening, a spokeswoman told reporters.
"""


def story(head: str, km: int, *, agency: str = "AFP", day: int = 4, last: str = "") -> str:
    return STORY.format(head=head, km=km, agency=agency, day=day, last=last or "No one was hurt")


def mapped(folder: Path, texts: dict[str, str]) -> tuple[dict, str]:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf8")
    sources = [str(folder / name) for name in texts]
    done = CliRunner().invoke(main, ["map", *sources, "-o", str(folder / "out")])
    assert done.exit_code == 0, done.output
    raw = (folder / "out" / "internal" / "report.json").read_text("utf8")
    assert report_from_json(raw, source="report.json").set_aside
    return json.loads(raw), done.stderr


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_chain_of_versions_speaks_with_its_last_voice(tmp_path: Path, *, newest_first: bool):
    texts = {
        "a.txt": story("Ferry crew reaches Oban", 250),
        "b.txt": story("(2nd LD) Ferry crew reaches Oban", 250, last="Nobody was hurt"),
        "c.txt": story("UPDATE 3-Ferry crew reaches Oban", 200),
        "d.txt": story("CORRECTED-Ferry crew reaches Oban", 95, day=5),
    }
    if newest_first:
        texts = dict(reversed(texts.items()))
    report, said = mapped(tmp_path, texts)
    assert [article["source"] for article in report["articles"]] == ["d.txt"]
    assert [claim["verdict"] for claim in report["claims"]] == ["supported"]
    assert report["conflicts"] == []
    kept = {one["article"]["source"]: one for one in report["set_aside"]}
    assert set(kept) == {"a.txt", "b.txt", "c.txt"}
    assert all((one["kind"], one["of"]) == ("older version", "a1") for one in kept.values())
    assert "about 250 kilometres" in kept["a.txt"]["article"]["text"]
    assert "a.txt: an older version of d.txt, which counts." in said
    assert "The outlet changed 250 kilometres to 95 kilometres." in said
    assert "The outlet changed 200 kilometres to 95 kilometres." in said
    assert "4 to 5" not in said


def test_the_same_address_with_new_text_is_the_later_version(tmp_path: Path):
    def page(km: int, day: int, opening: str) -> str:
        text = story("", km, day=day).replace("Captain Jane Doe sailed", opening)
        body = "".join(f"<p>{part}</p>" for part in text.split("\n\n") if part.strip())
        return (
            "<html><head><link rel='canonical' href='https://shore.example/oban'>"
            "<meta property='article:published_time' content='2024-03-04T10:00:00Z'></head>"
            f"<body><article><h1>Ferry crew reaches Oban</h1>{body}</article></body></html>"
        )

    report, said = mapped(
        tmp_path,
        {
            "monday.html": page(250, 4, "Captain Jane Doe sailed"),
            "tuesday.html": page(200, 4, "After a night of storm, Captain Jane Doe sailed"),
        },
    )
    assert [article["source"] for article in report["articles"]] == ["tuesday.html"]
    assert report["conflicts"] == []
    assert "The outlet changed 250 kilometres to 200 kilometres." in said


def test_a_story_in_several_outlets_counts_once(tmp_path: Path):
    report, said = mapped(
        tmp_path,
        {
            "one.txt": story("Ferry crew reaches Oban", 95),
            "other.txt": story("Captain calls at Oban", 95, day=5),
            "third.txt": "Islands desk\n\n" + story("Oban sees its ferry again", 95),
        },
    )
    assert [article["source"] for article in report["articles"]] == ["one.txt"]
    assert len(report["claims"]) == 1
    assert [one["kind"] for one in report["set_aside"]] == ["copy", "copy"]
    assert "other.txt: says the same as one.txt; counted once." in said
    sources = {
        article for visit in report["itineraries"][0]["visits"] for article, *_ in visit["mentions"]
    }
    assert sources == {"a1"}


def test_copies_with_another_figure_stay_two_and_are_set_side_by_side(tmp_path: Path):
    first, second = story("Ferry crew reaches Oban", 95), story("Captain calls at Oban", 200)
    (tmp_path / "one.txt").write_text(first, encoding="utf8")
    (tmp_path / "two.txt").write_text(second.replace("(AFP)", "(Reuters)"), encoding="utf8")
    done = CliRunner().invoke(main, ["map", str(tmp_path), "-o", str(tmp_path / "out")])
    report = json.loads((tmp_path / "out" / "internal" / "report.json").read_text("utf8"))
    assert len(report["articles"]) == 2, done.stderr
    assert "distance" in {conflict["kind"] for conflict in report["conflicts"]}
