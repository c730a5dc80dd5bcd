"""Processors as they lie on the hub: every layout, no video part, and what is saved is what was loaded."""

import json
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from transformers.models.auto.video_processing_auto import AutoVideoProcessor  # noqa: E402

from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint  # noqa: E402
from cropvlm_tools.policies.vlm.processors import load_processor  # noqa: E402
from cropvlm_tools.policies.vlm.prompting import Prompter, end_tokens  # noqa: E402
from tests.policies import hub_vlms  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # PaliGemma's processor

WITH_VIDEOS = ("smolvlm2", "qwen2_5_vl", "qwen3_vl", "internvl", "llava_onevision")
ENDS = {
    "smolvlm": ["<end_of_utterance>"],
    "qwen2_5_vl": ["<|im_end|>", "<|endoftext|>"],
    "internvl": ["<|im_end|>"],
    "llava": ["</s>"],  # its template ends nothing
    "llava_next": ["</s>"],
    "llava_onevision": ["<|im_end|>"],
    "paligemma": ["<eos>"],
    "gemma3": ["<end_of_turn>", "<eos>"],  # declared the other way round
}


@pytest.mark.parametrize("name", WITH_VIDEOS)
def test_the_video_part_is_kept_but_not_loaded(name: str, tmp_path: Path) -> None:
    folder = hub_vlms.write(name, tmp_path / name)
    processor = load_processor(str(folder), local_files_only=True)
    before = dict(json.loads((folder / "preprocessor_config.json").read_text(encoding="utf-8")))
    if (folder / "video_preprocessor_config.json").is_file():
        before = json.loads((folder / "video_preprocessor_config.json").read_text(encoding="utf-8"))
    processor.save_pretrained(tmp_path / "saved")
    saved = json.loads((tmp_path / "saved" / "processor_config.json").read_text(encoding="utf-8"))
    assert before.items() <= saved["video_processor"].items()
    again = load_processor(str(tmp_path / "saved"), local_files_only=True)
    assert again.image_processor.to_dict() == processor.image_processor.to_dict()
    prompts: list[Any] = [([Image.new("RGB", (60, 40))], "What is due?")]
    one, other = (Prompter(each).inputs(prompts) for each in (processor, again))
    assert all((one[key] == other[key]).all() for key in one)


def test_nothing_of_transformers_stays_changed_and_other_threads_see_no_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hub_vlms.write("qwen2_5_vl", tmp_path / "qwen")
    load, check = (
        vars(AutoVideoProcessor)["from_pretrained"],
        transformers.ProcessorMixin.check_argument_for_proper_class,
    )
    reached: list[str] = []
    monkeypatch.setattr(AutoVideoProcessor, "from_pretrained", classmethod(lambda kind, source: reached.append(source)))
    tokens = transformers.AutoTokenizer.from_pretrained

    def meanwhile(*args: Any, **given: Any) -> Any:
        thread = Thread(target=AutoVideoProcessor.from_pretrained, args=("somebody else's",))
        thread.start()
        thread.join()
        return tokens(*args, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transformers.AutoTokenizer, "from_pretrained", meanwhile)
        load_processor(str(folder), local_files_only=True)
    assert set(reached) == {"somebody else's"}
    monkeypatch.undo()
    assert vars(AutoVideoProcessor)["from_pretrained"] is load
    assert transformers.ProcessorMixin.check_argument_for_proper_class is check


@pytest.mark.parametrize("name", ENDS)
def test_an_answer_ends_as_the_template_writes_it_and_then_as_declared(name: str, tmp_path: Path) -> None:
    model, processor = load_checkpoint(hub_vlms.write(name, tmp_path / name), "cpu")
    prompter = Prompter(processor)
    assert [processor.tokenizer.decode([token]) for token in end_tokens(model, prompter)] == ENDS[name]
    assert prompter.completion("[1, 2, 3, 4].") == prompter.lead + "[1, 2, 3, 4]." + ENDS[name][0]


@pytest.mark.parametrize("name", ["llava", "llava_next", "gemma3", "smolvlm"])
def test_what_a_tokenizer_writes_before_a_text_stands_there_once(name: str, tmp_path: Path) -> None:
    processor = load_processor(str(hub_vlms.write(name, tmp_path / name)), local_files_only=True)
    ids = Prompter(processor).inputs([([Image.new("RGB", (60, 40))], "What is due?")])["input_ids"][0].tolist()
    begin = processor.tokenizer.bos_token_id
    assert ids[0] == begin
    assert ids.count(begin) == 1


def test_a_template_that_leaves_images_out_is_refused(tmp_path: Path) -> None:
    folder = hub_vlms.write("llava", tmp_path / "llava")
    template = {"chat_template": "{% for m in messages %}{{ m.role }}: {{ m.content[-1].text }}{% endfor %}"}
    (folder / "chat_template.json").write_text(json.dumps(template), encoding="utf-8")
    with pytest.raises(Exception, match="leaves images out"):
        Prompter(load_processor(str(folder), local_files_only=True))
