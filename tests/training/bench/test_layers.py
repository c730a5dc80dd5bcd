"""A layer is chosen and judged on a model whose second layer looks at what is asked for."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from cropvlm_tools import load_policy  # noqa: E402
from cropvlm_tools.images.load import load_image  # noqa: E402
from cropvlm_tools.policies.attention import AttentionPolicy  # noqa: E402
from tests.policies import tiny_vlms  # noqa: E402
from training.bench.layers import judge, main  # noqa: E402
from training.evaluation.rows import RowFile  # noqa: E402
from training.evaluation.run import main as evaluate  # noqa: E402
from training.smoke.keep import CHECKPOINTS  # noqa: E402
from training.smoke.task import write_task  # noqa: E402
from training.targets.target import PROMPT  # noqa: E402
from training.tasks.jsonl import load_jsonl  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_task(tmp_path_factory.mktemp("data") / "heldout", 500, 8).parent


def test_held_out_pictures_are_a_task(data: Path) -> None:
    task = load_jsonl(data)
    example = task.examples[0]
    assert task.grade(f" {example.answers[0]} ", example) == 1.0
    assert task.grade("no", example) == 0.0
    assert {each.field for each in task.examples} == {"legible", "small"}
    assert 0 < example.boxes[0].area < 0.2


def test_a_layer_that_knows_is_better_than_chance(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = AttentionPolicy(*tiny_vlms.build("llava"), layer=1, window=180)
    examples = load_jsonl(data).examples
    maps = []
    for example in examples:
        box, known = example.boxes[0], np.ones((2, 16, 16))
        row, column = int((box.y1 + box.y2) * 8), int((box.x1 + box.x2) * 8)
        known[1, max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3] = 20
        maps.append(known)
    monkeypatch.setattr(policy, "maps", lambda images, questions: maps)
    figures = judge(policy, examples)
    assert figures["ratio"].low is not None
    assert figures["recall - chance"].low is not None
    assert figures["ratio"].low > 2
    assert figures["recall - chance"].low > 0.5
    policy.layer = 0
    assert judge(policy, examples)["ratio"].mean == pytest.approx(1.0)


def test_a_reader_that_was_taught_looks_at_the_evidence(tmp_path: Path) -> None:
    policy = AttentionPolicy.from_pretrained(CHECKPOINTS / "reader-1", "cpu", window=256, prompt=PROMPT)
    examples = load_jsonl(write_task(tmp_path / "chosen", 501, 400).parent).examples
    images, questions = [load_image(each.image) for each in examples[:16]], [each.question for each in examples[:16]]
    policy.choose_layer(images, questions, [each.boxes[0] for each in examples[:16]])
    figures = judge(policy, examples[16:])
    assert figures["ratio"].low is not None
    assert figures["recall - chance"].low is not None
    assert figures["ratio"].low > 1
    assert figures["recall - chance"].low > 0


def test_the_command_writes_a_policy_that_is_evaluated(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part in tiny_vlms.build("llava"):
        part.save_pretrained(tmp_path / "reader")
    model = str(tmp_path / "reader")
    options = ["--data", str(data), "--chosen-on", "3", "--window", "100", "--device", "cpu", "--write"]
    assert main(["--model", model, *options]) == 0
    printed = capsys.readouterr().out
    assert "on 5 other questions" in printed
    kept = json.loads((tmp_path / "reader" / "policy.json").read_text(encoding="utf-8"))
    assert f"Layer {kept['layer']}," in printed
    policy = load_policy(model)
    assert isinstance(policy, AttentionPolicy)
    assert (policy.layer, policy.window) == (kept["layer"], 100)
    arguments = ["--data", str(data), "--out", str(tmp_path / "out"), "--workers", "1", "--targets", model]
    arguments += ["--resolutions", "native", "--policies", "whole", model]
    arguments += [f"attention:{model}", f"prompted[percent]:{model}"]
    assert evaluate(arguments) == 0
    assert "| prompted[percent]:reader |" in capsys.readouterr().out
    rows = RowFile(tmp_path / "out" / "rows.jsonl").read()
    boxes = {name: [row.box for row in rows if row.policy == name] for name in ("reader", "attention:reader")}
    assert boxes["attention:reader"] == boxes["reader"] != [None] * 8  # in the layer and the window written there
    (tmp_path / "reader" / "policy.json").write_text(json.dumps({**kept, "window": 99}), encoding="utf-8")
    assert evaluate(arguments) == 2
    assert "other policies" in capsys.readouterr().err
    assert main(["--model", model, "--data", str(data), "--chosen-on", "8"]) == 2
    assert "--chosen-on" in capsys.readouterr().err
