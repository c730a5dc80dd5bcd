"""The default policy's training: its rewards, both stages, its export."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from cropvlm_tools import load_policy  # noqa: E402
from cropvlm_tools.boxes import Box  # noqa: E402
from cropvlm_tools.errors import PolicyError  # noqa: E402
from cropvlm_tools.policies.grounded.choosing.inputs import Page  # noqa: E402
from cropvlm_tools.policies.grounded.choosing.reading import AREA_COST, EDGES, ZOOM_COST  # noqa: E402
from cropvlm_tools.policies.grounded.policy import GroundedPolicy  # noqa: E402
from cropvlm_tools.policies.grounded.question.words import WordVectors  # noqa: E402
from tests.policies.grounded.pages import page  # noqa: E402
from training.grounded import calibrate, export, grpo, job, sft  # noqa: E402
from training.grounded.__main__ import main  # noqa: E402
from training.grounded.batches import batches, choose, collate, offer  # noqa: E402
from training.grounded.cases import Case, answer_places, meant  # noqa: E402
from training.grounded.network import BoxNetwork, LineEnsemble, LineNetwork  # noqa: E402
from training.grounded.reward import readings  # noqa: E402
from training.grounded.reward.readers import ASTRAY, LadderReader, PrintedReader, rewards  # noqa: E402
from training.grounded.stream import Stream  # noqa: E402
from training.grounded.words import save, vocabulary  # noqa: E402

WORDS = WordVectors(["total", "date"], np.array([[100, 0], [0, 100]], np.int8))
UNIT = np.array([[0, 0, 1, 1], [0.5, 0.5, 0.7, 0.52], [0.0, 0.0, 0.2, 0.1]], np.float32)


def invented(number: int) -> Case:
    """A page of six amounts, one per row; the question's words stand nowhere, the answer is always the fourth row."""
    draw = random.Random(number)
    rows = {0.1 + 0.1 * row: {0.5: f"{draw.randint(10, 99)}.{draw.randint(10, 99)}"} for row in range(6)}
    lines = page(rows)
    inputs = Page(lines, (1000, 1000), WORDS).ask("What is the fee?")
    boxes = inputs.boxes
    reader = PrintedReader(boxes[3:4], inputs.heights[3:4], ((0,),), 1000)
    return Case(f"case-{number}", "rows", inputs, (1.0, 1.0), None, ((3,),), (), False, reader)


CASES = [invented(number) for number in range(40)]


def test_the_reader_of_invented_pages_reads_what_is_large_enough_and_inside() -> None:
    reader = PrintedReader(
        np.array([[0.52, 0.505, 0.6, 0.515]], np.float32), np.array([0.01], np.float32), ((0,),), 3000
    )
    one = np.ones(1, np.float32)
    small, large = reader.read(UNIT, 224, one), reader.read(UNIT, 1024, one)
    assert small[0] < 0.1 < 0.9 < small[1]
    assert large[0] > 0.8
    assert small[2] == large[2] == 0.0


def test_the_ladder_reads_the_rung_of_the_crops_scale() -> None:
    line = np.array([[0.52, 0.505, 0.6, 0.515]], np.float32)
    none: tuple[list[str], np.ndarray] = ([], np.zeros((0, 4), np.float32))
    rungs = {edge: (["TOTAL 12.50"], line) if edge >= 896 else none for edge in (224, 317, 448, 634, 896, 1267, 1792)}
    reader = LadderReader(rungs, ["12.50"], line)
    one = np.ones(1, np.float32)
    assert reader.read(UNIT, 448, one).tolist() == [0.0, 1.0, 0.0]  # 448 px across a fifth of the image: 2240
    assert reader.read(UNIT, 1024, one)[0] == 1.0
    assert (
        reader.read(UNIT, 1024, np.full(1, 0.25, np.float32))[0] == 0.25
    )  # it stands in three other places too, all as likely


def test_rewards_charge_for_a_zoom_and_hardly_fall_below_the_overview() -> None:
    table = rewards(CASES[0].reader, UNIT, np.ones(1, np.float32))
    assert table.shape == (3, len(EDGES))
    whole = table[0]
    assert (table[1:] >= (1 - ASTRAY) * whole - ZOOM_COST - AREA_COST - 1e-6).all()
    assert table[2] == pytest.approx((1 - ASTRAY) * whole - ZOOM_COST - AREA_COST * 0.02, abs=1e-6)


def test_of_places_with_the_same_text_the_likeliest_is_meant_and_none_is_ruled_out() -> None:
    answer = np.array([0.6, 0.3, 0.0, 0.1], np.float32)
    assert meant(answer, ((0,), (2, 3), (2,))).tolist() == pytest.approx(np.array([20, 10 / 3, 1]) / (21 + 10 / 3))
    assert meant(answer, ()).shape == (0,)


@pytest.mark.parametrize(
    ("texts", "answers", "places"),
    [
        (["TOTAL", "12.50"], ["12.50"], ((1,),)),
        (["12.50", "TOTAL 12.50"], ["12.50"], ((0,), (1,))),
        (["Jalan Harbour 12,", "47000 Selangor", "Tel"], ["JALAN HARBOUR 12, 47000 SELANGOR"], ((0, 1),)),
        (["Harb0ur Trading Sdn Bhd", "x"], ["HARBOUR TRADING SDN BHD"], ((0,),)),
        (["a", "b"], ["12.50"], ()),
        (["abc", "def"], ["—"], ()),
    ],
)
def test_weak_labels(texts: list[str], answers: list[str], places: tuple[tuple[int, ...], ...]) -> None:
    assert answer_places(texts, answers) == places


def test_the_supervised_stage_learns_and_begins_as_the_hand_set_weights() -> None:
    torch.manual_seed(0)
    network = LineNetwork(2)
    batch = collate(CASES[:1])
    logits, _ = batch.lines_by(network.eval())
    assert torch.allclose(torch.softmax(logits[:, :, 0], 1), torch.softmax(batch.inputs["prior"], 1), atol=1e-5)
    before = float(sft.line_loss(batch, logits).detach())
    settings = sft.Settings(pages=4, rate=5e-3)
    stream = Stream(0, CASES, Path(), 0, settings.questions)
    sft.train_lines([network], lambda member, family: True, stream, settings, 0, lambda values: None)
    assert float(sft.line_loss(batch, batch.lines_by(network)[0]).detach()) < before - 0.3


def test_a_member_learns_only_from_families_it_may_see() -> None:
    torch.manual_seed(0)
    members = [LineNetwork(2), LineNetwork(2)]
    before = [member.head.weight.detach().clone() for member in members]
    stream = Stream(0, CASES, Path(), 0, 14)
    sft.train_lines(members, lambda member, family: member == 1, stream, sft.Settings(), 0, lambda values: None)
    assert [torch.equal(old, member.head.weight) for old, member in zip(before, members, strict=True)] == [True, False]


def test_a_first_stage_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    def learnt(checkpoint: Path | None, stop: int) -> list[dict[str, float]]:
        torch.manual_seed(0)
        figures: list[dict[str, float]] = []

        def log(values: dict[str, float]) -> None:
            if len(figures) == stop:
                raise KeyboardInterrupt
            figures.append(values)

        stream = Stream(0, CASES[:4], Path(), 0, 14)
        settings = sft.Settings(pages=2, kept=8)
        sft.train_lines([LineNetwork(2)], lambda member, family: True, stream, settings, 0, log, checkpoint)
        return figures

    straight = learnt(None, 9)
    with pytest.raises(KeyboardInterrupt):
        learnt(tmp_path / "lines.pt", 1)
    assert learnt(tmp_path / "lines.pt", 9) == straight[1:]


def test_the_stream_shows_each_invented_page_once_and_every_real_family(tmp_path: Path) -> None:
    save(tmp_path / "words.npz", ["total", "date"], np.array([[100, 0], [0, 100]], np.int8))
    real = [*CASES[:3], replace(CASES[3], family="others")]
    stream = Stream(14, real, tmp_path / "words.npz", 0, 5)
    groups = list(stream.groups())
    assert len(groups) == len(stream) == 20  # 3 real ones in 10
    assert max(map(len, groups)) == 5
    ids = [case.id for group in groups for case in group if case.family not in ("rows", "others")]
    assert len(ids) == len(set(ids))
    assert {"rows", "others"} <= {group[0].family for group in groups if group}
    again = list(stream.groups(17))
    assert [[case.id for case in group] for group in again] == [[case.id for case in group] for group in groups[17:]]


def trained(seed: int, checkpoint: Path | None = None, stop: int | None = None) -> tuple[BoxNetwork, list[float]]:
    torch.manual_seed(seed)
    boxes, figures = BoxNetwork(), []
    torch.nn.init.zeros_(boxes.sharpness)  # begins as chance; what the hand-set policy chooses is nearly the best here
    offers = offer(LineNetwork(2), CASES, rewarded=True)

    def log(values: dict[str, float]) -> None:
        figures.append(values["reward"])
        if len(figures) == stop:
            raise KeyboardInterrupt

    grpo.train(boxes, offers, grpo.Settings(rounds=6, group=16, batch=4, rate=1e-2, kl=0.0), seed, log, checkpoint)
    return boxes, figures


def test_grpo_raises_the_reward() -> None:
    _, figures = trained(0)
    assert figures[-1] > figures[0] + 0.05


def test_a_stopped_run_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, figures = trained(1)
    with pytest.raises(KeyboardInterrupt):
        trained(1, tmp_path / "grpo.pt", stop=3)
    resumed, rest = trained(1, tmp_path / "grpo.pt")
    assert rest == figures[2:]
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(one, other)


def test_families_that_belong_together_are_dealt_together() -> None:
    dealt = job.deal([["sroie", "receipts_de"], ["forms"], ["pages"], ["tickets"]])
    assert dealt == {"sroie": 0, "receipts_de": 0, "forms": 1, "pages": 2, "tickets": 0}


def test_the_supervised_boxes_stay_near_the_untrained_choice() -> None:
    torch.manual_seed(0)
    boxes = BoxNetwork()
    offers = offer(LineNetwork(2), CASES, rewarded=False)
    figures: list[dict[str, float]] = []
    sft.train_boxes(boxes, offers, sft.Settings(box_epochs=12, batch=8, box_rate=5e-3), 0, figures.append)
    assert figures[-1]["loss"] < figures[0]["loss"] - 0.2
    assert figures[-1]["moved"] > figures[0]["moved"]


def test_batches_hold_every_example_once() -> None:
    groups = list(batches(CASES, lambda case: len(case.inputs.prior), 7, random.Random(0)))
    assert sorted(case.id for group in groups for case in group) == sorted(case.id for case in CASES)
    assert max(map(len, groups)) <= 7


def test_what_is_exported_is_what_was_trained(tmp_path: Path) -> None:
    torch.manual_seed(3)
    lines, boxes = LineEnsemble([LineNetwork(2), LineNetwork(2)]).eval(), BoxNetwork().eval()
    for module in (*(network.head for network in lines.networks), boxes.residual[-1]):
        torch.nn.init.normal_(module.weight)
    save(tmp_path / "words.npz", ["total", "date"], np.array([[100, 0], [0, 100]], np.int8))
    folder = tmp_path / "policy"
    export.save(lines, boxes, tmp_path / "words.npz", folder, {})
    policy = GroundedPolicy(folder)
    for case in CASES[:5]:
        one = offer(lines, [case], rewarded=False)[0]
        with torch.no_grad():
            best = int(choose(boxes, [one])[0].argmax())
        decision = policy.decide_from(case.inputs, case.extent, None)
        assert decision.choices[0].box == pytest.approx(one.boxes[best].tolist() if best else None, abs=1e-5)
    (folder / "boxes.onnx").write_bytes(b"other")
    with pytest.raises(PolicyError, match=r"boxes\.onnx"):
        GroundedPolicy(folder)


def test_few_questions_that_have_a_place_are_left_alone_in_each_family() -> None:
    absent = np.concatenate([np.linspace(-5, 0, 900), np.linspace(-5, 4, 100)])
    families = ["known"] * 900 + ["new"] * 100
    threshold = calibrate.nowhere(absent, families)
    shares = [(absent[np.array(families) == name] > threshold).mean() for name in ("known", "new")]
    assert 0.01 < np.mean(shares) <= 0.02
    assert calibrate.nowhere(np.zeros(1), ["one"]) == 0.0


def test_confidence_is_calibrated() -> None:
    rng = np.random.default_rng(0)
    clues = rng.normal(size=(4000, 7))
    truth = 1 / (1 + np.exp(-(0.5 + 1.5 * clues[:, 0] - 0.5 * clues[:, 2])))
    right = rng.random(4000) < truth
    found = calibrate.fit(clues, right, ["a"] * 2000 + ["b"] * 2000)
    assert found.weights[0] == pytest.approx(1.5, abs=0.2)
    confidence = np.array([found(tuple(clue)) for clue in clues])
    assert calibrate.expected_error(confidence, right) < 0.03 < calibrate.expected_error(np.full(4000, 0.95), right)


def test_the_vocabulary_is_words() -> None:
    assert vocabulary(["[CLS]", "##ing", "total", "12", "a", "Total", "café"]) == ["total"]


def test_an_image_without_text_is_not_zoomed(tmp_path: Path) -> None:
    save(tmp_path / "words.npz", ["total"], np.array([[100, 0]], np.int8))
    export.save(LineEnsemble([LineNetwork(2)]), BoxNetwork(), tmp_path / "words.npz", tmp_path / "policy", {})
    policy = GroundedPolicy(tmp_path / "policy")
    assert policy.predict(Image.new("RGB", (200, 200), "white"), "What is the total?").outcome == "abstained"
    assert policy.predict(Image.new("RGB", (8, 8)), "What is the total?").reason.startswith("The image is too small")


@pytest.mark.slow
def test_the_command_trains_and_says_what_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, out = tmp_path / "words.npz", tmp_path / "out"
    save(words, ["total", "date"], np.array([[100, 0], [0, 100]], np.int8))
    command = ["--words", str(words), "--out", str(out), "--pages", "8", "--grpo-questions", "12", "--workers", "1"]
    assert main([*command, "--families", "receipts"]) == 2
    assert "--families names receipts" in capsys.readouterr().err
    assert main(command) == 0
    assert load_policy(out / "policy").predict(Image.new("RGB", (64, 64), "white"), "total?").box is None
    weights = (out / "policy" / "lines.onnx").read_bytes()
    assert main(command) == 0
    assert (out / "policy" / "lines.onnx").read_bytes() == weights
    assert main([*command, "--seed", "1"]) == 2
    assert "other options" in capsys.readouterr().err
    assert main([*command[:1], str(tmp_path / "none.npz"), *command[2:]]) == 2


def test_readings_are_kept(tmp_path: Path) -> None:
    Image.new("RGB", (400, 200), "white").save(tmp_path / "page.png")
    seen = []

    class Reader:
        version = "reader 1"

        def read_places(self, view: Image.Image) -> list[tuple[str, Box]]:
            seen.append(view.size)
            return [("TOTAL", Box(0.1, 0.2, 0.3, 0.3))]

    first = readings.Readings(tmp_path / "kept", Reader()).rung(tmp_path / "page.png", 224)
    assert readings.Readings(tmp_path / "kept", Reader()).rung(tmp_path / "page.png", 224) == first
    assert seen == [(224, 112)]
    assert first[0].text == "TOTAL"
    assert first[0].height == pytest.approx(0.05)  # a tenth of the shorter edge, which is half the longer one
