"""ChatTarget through the real SDKs against the offline server, which plays every trouble that servers have."""

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

openai = pytest.importorskip("openai")
pytest.importorskip("anthropic")

from cropvlm_tools.boxes import Box  # noqa: E402
from training.evaluation.run import main  # noqa: E402
from training.targets.answers import Answers, Remembering  # noqa: E402
from training.targets.chat import ChatTarget  # noqa: E402
from training.targets.client import ChatClient, ChatSource  # noqa: E402
from training.targets.loading import load_target, open_chat  # noqa: E402
from training.targets.shown import Picture, Shown  # noqa: E402
from training.targets.spending import Account, Price, Purse, SpendingError  # noqa: E402
from training.targets.target import TargetError, read_all  # noqa: E402

EXAMPLES = Path(__file__).parents[3] / "examples"
APIS = {"openai": "gpt-4o", "openai-chat": "gpt-4o", "anthropic": "claude-opus-4-7"}
BOX = Box(0.5, 0.0, 1.0, 0.5)  # the red quarter
PRICE = Price(1000.0, 1_000_000.0)  # the server says that each answer read 1 token and wrote 1: 1.001 USD
PAID = PRICE.cost(1, 1)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    monkeypatch.syspath_prepend(EXAMPLES)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    module = importlib.import_module("offline_server")

    class Server(module.OfflineServer):  # type: ignore[name-defined, misc]
        """Says how many images it sees, and "red" where the last one is."""

        def answer(self, talk: Any) -> str:
            pixel = talk.images[-1].getpixel((2, 2))
            return f"{len(talk.images)} {'red' if pixel[0] > 200 and pixel[1] < 100 else 'white'}"

    servers: list[Any] = []

    def start(*troubles: str) -> Any:
        servers.append(Server(troubles=troubles, stall=0.6).start())
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    image = Image.new("RGB", (400, 200), "white")
    image.paste((255, 0, 0), (200, 0, 400, 100))
    image.save(tmp_path / "a.png")
    return Picture(tmp_path / "a.png")


def source(server: Any, api: str = "openai-chat") -> str:
    return f"{api}:{APIS[api]}@{server.url}{'' if api == 'anthropic' else '/v1'}"


@pytest.fixture
def connect(request: pytest.FixtureRequest) -> Callable[..., ChatTarget]:
    def make(server: Any, api: str = "openai-chat", **options: Any) -> ChatTarget:
        name, _, url = source(server, api).partition("@")
        kind, _, model = name.partition(":")
        pauses: list[float] = []
        concurrency = options.pop("concurrency", 4)
        settings = {"pause": pauses.append, "timeout": 30, "max_tokens": 1, **options}
        target = ChatTarget(ChatClient(ChatSource(kind, model, url), **settings), concurrency)
        target.pauses = pauses  # type: ignore[attr-defined]
        request.addfinalizer(target.close)
        return target

    return make


def answers(target: ChatTarget, shown: list[Shown]) -> list[tuple[str, str]]:
    return [(reading.texts[0], reading.status) for reading in read_all(target, shown)]


@pytest.mark.parametrize("api", APIS)
def test_whole_surroundings_and_crop_reach_every_api(api: str, serve: Any, connect: Any, picture: Picture) -> None:
    server = serve()
    target = connect(server, api)
    small = Box(0.6, 0.1, 0.8, 0.3)
    shown = [
        Shown(picture, "What colour?", None, 100, 100),
        Shown(picture, "What colour?", BOX, 100, 100),
        Shown(picture, "What colour?", small, 100, 100, context=True),
        Shown(picture, "What colour?", BOX, 60, 120),
        Shown(picture, "What colour?", None, None, None),
        Shown(picture, "What colour?", None, 100, 100, strips=2),
    ]
    assert [text for text, _ in answers(target, shown)] == ["1 white", "2 red", "3 red", "2 red", "1 white", "2 red"]
    sizes = sorted([image.size for image in talk.images] for talk in server.talks)
    assert sizes == sorted(
        [
            [(100, 50)],
            [(100, 50), (100, 50)],
            [(100, 50), (100, 50), (100, 50)],
            [(120, 60), (60, 30)],
            [(400, 200)],
            [(100, 100), (100, 100)],
        ]
    )
    assert [target.tokens(each) for each in shown] == [
        sum(map(target.budget.tokens, sizes)) for sizes in (
            [(100, 50)], [(100, 50)] * 2, [(100, 50)] * 3, [(120, 60), (60, 30)], [(400, 200)],
            [(100, 100)] * 2,
        )
    ]  # fmt: skip
    texts = [text for talk in server.talks for text in talk.texts]
    assert "What colour?\nGive a very brief answer." in texts
    assert any(text.startswith("image_1 (400x200), zoomed to [200, 0, 400, 100]") for text in texts)


@pytest.mark.parametrize("api", APIS)
def test_troubles_pass_and_each_is_paid_for_at_most_once(
    api: str, serve: Any, connect: Any, picture: Picture, tmp_path: Path
) -> None:
    server = serve("busy", "error", "stall", "broken", "busy")
    account = Account(Purse(tmp_path))
    target = connect(server, api, price=PRICE, account=account, concurrency=1, timeout=0.4)
    assert answers(target, [Shown(picture, "What?", BOX, 100, 100)]) == [("2 red", "answered")]
    assert len(server.talks) == 3  # stalled, broken off, heard
    assert target.pauses[0] == 0.01  # as the server asked
    assert 0.7 < target.pauses[1] <= 1.0
    most = account.spent - PAID
    assert most > 2 * 1.0  # those two may have been charged; the three that were refused are not


@pytest.mark.parametrize("api", APIS)
def test_refusals_and_answers_cut_short_are_answers(
    api: str, serve: Any, connect: Any, picture: Picture, tmp_path: Path
) -> None:
    server = serve("refusal", "length")
    account = Account(Purse(tmp_path))
    target = connect(server, api, price=PRICE, account=account, concurrency=1)
    shown = [Shown(picture, question, BOX, 100, 100) for question in ("One?", "Two?", "Three?")]
    assert answers(target, shown) == [
        ("I cannot help with that.", "refused"), ("The", "truncated"), ("2 red", "answered"),
    ]  # fmt: skip
    assert account.spent == pytest.approx(3 * PAID)
    assert target.pauses == []


def test_a_server_that_stays_busy_ends_the_run_and_loses_nothing(
    serve: Any, connect: Any, picture: Picture, tmp_path: Path
) -> None:
    server = serve("", *["busy"] * 3)
    target = Remembering(connect(server, concurrency=1, attempts=3), Answers(tmp_path))
    shown = [Shown(picture, question, None, 100, 100) for question in ("One?", "Two?")]
    with pytest.raises(TargetError, match="RateLimitError"):
        read_all(target, shown)
    assert [reading.texts for reading in read_all(target, shown)] == [("1 white",)] * 2
    assert [talk.texts[-1].partition("\n")[0] for talk in server.talks] == ["One?", "Two?"]  # neither twice


def test_those_on_their_way_are_kept_when_another_fails(
    serve: Any, connect: Any, picture: Picture, tmp_path: Path
) -> None:
    server = serve(*["error"] * 2)
    target = Remembering(connect(server, concurrency=4, attempts=2), Answers(tmp_path))
    shown = [Shown(picture, f"{number}?", None, 100, 100) for number in range(12)]
    try:
        read_all(target, shown)
    except TargetError:
        assert len(read_all(target, shown)) == 12
    assert len({talk.texts[-1] for talk in server.talks}) == len(server.talks) == 12


@pytest.mark.parametrize("status", [401, 404, 429])
def test_what_no_second_attempt_can_help_is_said_at_once(
    status: int, serve: Any, connect: Any, picture: Picture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = serve()
    refused = importlib.import_module("offline_apis").Refused

    def refuse(*_: Any) -> Any:
        raise refused("insufficient_quota: check your plan", status=status)

    monkeypatch.setattr(server, "respond", refuse)
    account = Account(Purse(tmp_path))
    target = connect(server, price=PRICE, account=account)
    with pytest.raises(TargetError, match="check your plan"):
        answers(target, [Shown(picture, "?", None, 100, 100)])
    assert (target.pauses, account.spent) == ([], 0.0)


def test_a_refusal_by_the_moderator_is_an_answer_and_free(
    serve: Any, connect: Any, picture: Picture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = serve()
    refused = importlib.import_module("offline_apis").Refused

    def refuse(*_: Any) -> Any:
        raise refused("Your request was rejected by our safety system.", code="content_policy_violation")

    monkeypatch.setattr(server, "respond", refuse)
    account = Account(Purse(tmp_path))
    target = connect(server, price=PRICE, account=account)
    assert answers(target, [Shown(picture, "?", None, 100, 100)]) == [("", "refused")]
    assert account.spent == 0.0


def test_a_model_that_takes_no_temperature_is_asked_without(
    serve: Any, connect: Any, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    refused = importlib.import_module("offline_apis").Refused
    given: list[Any] = []
    respond = server.respond

    def picky(api: Any, body: Any, ended: str) -> Any:
        given.append(body.get("temperature"))
        if "temperature" in body:
            raise refused("Unsupported value: 'temperature' does not support 0 with this model.", "temperature")
        return respond(api, body, ended)

    monkeypatch.setattr(server, "respond", picky)
    target = connect(server, concurrency=1)
    version = target.version
    shown = [Shown(picture, question, None, 100, 100) for question in ("One?", "Two?")]
    assert [text for text, _ in answers(target, shown)] == ["1 white"] * 2
    assert given == [0.0, None, None]
    assert target.version == version == connect(server).version


def test_the_limit_holds_with_several_at_once(serve: Any, connect: Any, picture: Picture, tmp_path: Path) -> None:
    server = serve()
    account = Account(Purse(tmp_path, limit=8.0))
    target = Remembering(connect(server, price=PRICE, account=account), Answers(tmp_path))
    shown = [Shown(picture, f"{number}?", None, 100, 100) for number in range(20)]
    with pytest.raises(SpendingError, match=r"of 8\.0000 USD"):
        read_all(target, shown)
    assert account.spent <= 8.0
    assert account.spent == pytest.approx(len(server.talks) * PAID)
    kept = len(server.talks)
    assert 3 <= kept < 8
    richer = Remembering(connect(server, price=PRICE, account=Account(Purse(tmp_path, limit=30.0))), Answers(tmp_path))
    assert len(read_all(richer, shown)) == len(server.talks) == 20  # what was paid for is not asked again
    assert account.spent == pytest.approx(20 * PAID)


def test_an_attempt_that_the_account_does_not_allow_is_not_made(
    serve: Any, connect: Any, picture: Picture, tmp_path: Path
) -> None:
    """What timed out may have been charged, so a second attempt could pass the limit."""
    server = serve("stall")
    target = connect(server, price=PRICE, account=Account(Purse(tmp_path, limit=2.0)), timeout=0.4)
    with pytest.raises(SpendingError):
        answers(target, [Shown(picture, "?", None, 100, 100)])
    assert len(server.talks) == 1
    assert 1.0 < target.client.account.spent <= 2.0


@pytest.mark.parametrize("api", APIS)
def test_views_are_answered_from_as_training_asks(api: str, serve: Any, connect: Any, tmp_path: Path) -> None:
    server = serve()
    account = Account(Purse(tmp_path))
    target = connect(server, api, price=PRICE, account=account)
    red, white = Image.new("RGB", (40, 20), "red"), Image.new("RGB", (3000, 30), "white")
    assert target.answer([[white, red], [white]], [" One? ", "Two?"]) == ["2 red", "1 white"]
    assert {image.size for talk in server.talks for image in talk.images} == {(1568, 16), (40, 20)}
    assert {"One?\nGive a very brief answer.", "Two?\nGive a very brief answer."} <= {
        text for talk in server.talks for text in talk.texts
    }
    assert account.spent == pytest.approx(2 * PAID)


@pytest.mark.parametrize(
    ("name", "purse", "message"),
    [
        ("openai:gpt-4o", None, "--spend USD"),
        ("openai:gpt-4o", Purse(Path(), 5.0), "--price gpt-4o=READ/WRITTEN"),
        ("openai:gpt-4o", Purse(Path(), None, {"gpt-4o": PRICE}), "--spend USD"),
        ("openai:gpt-4o", Purse(Path(), 5.0, {"gpt-4o": PRICE}), "OPENAI_API_KEY"),
        ("anthropic:claude-opus-4-7", Purse(Path(), 5.0, {"claude-opus-4-7": PRICE}), "ANTHROPIC_API_KEY"),
        ("openai:", None, "no chat model"),
        ("openai-chat:m@ftp://host", None, "no chat model"),
    ],
)
def test_money_and_keys_are_asked_for(
    serve: Any, name: str, purse: Purse | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TargetError, match=message):
        load_target(name, None, purse)


def test_a_model_nobody_knows_is_shown_what_the_default_budget_allows(serve: Any, picture: Picture) -> None:
    target = open_chat(ChatSource("openai-chat", "tiny-vlm", f"{serve().url}/v1"))
    assert target.budget.max_edge == 1568
    assert target.tokens(Shown(picture, "?", None, None, None)) == 15 * 8
    assert answers(target, [Shown(picture, "?", BOX, 100, 100)]) == [("2 red", "answered")]
    target.close()


OUTPUTS = ("table.md", "breakdown.md", "summary.json", "page.html")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "squares"
    folder.mkdir()
    rows = []
    for number in range(6):
        image = Image.new("RGB", (400, 200), "white")
        image.paste((255, 0, 0), (200, 0, 400, 10 + 15 * number))
        image.save(folder / f"{number}.png")
        row = {"id": str(number), "image": f"{number}.png", "question": "What colour?", "answers": ["2 red"]}
        rows.append(json.dumps({**row, "boxes": [[250, 0, 300, 10]], "width": 400, "height": 200}))
    (folder / "squares.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


def run(data: Path, out: Path, target: str, *more: str) -> int:
    policies = ["whole", "oracle", "oracle+context", "equal-tokens:oracle"]
    return main(["--data", str(data), "--out", str(out), "--targets", target, "--workers", "1",
                 "--resolutions", "100,native", "--policies", *policies, *more])  # fmt: skip


def test_a_run_through_troubles_and_limits_ends_as_one_without(
    serve: Any, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    calm = serve()
    assert run(data, tmp_path / "calm", source(calm)) == 0
    rough = serve("busy", "", "error", "", "", "broken", "busy", "busy", "", "error")
    price = ("--price", "gpt-4o=1000/1000")  # 0.002 USD an answer
    target = source(rough)
    spend = 2.0
    for _ in range(20):
        code = run(data, tmp_path / "rough", target, *price, "--spend", str(spend))
        if code == 0:
            break
        assert "--spend" in capsys.readouterr().err
        assert Account(Purse(tmp_path / "rough")).spent <= spend
        spend += 0.5
    assert code == 0
    for name in OUTPUTS:
        assert (tmp_path / "rough" / name).read_bytes() == (tmp_path / "calm" / name).read_bytes(), name
    different = len(calm.talks)
    assert len(rough.talks) == different + 1  # the one that broke off was asked again
    calls = len(rough.talks)
    assert run(data, tmp_path / "again", target, "--cache", str(tmp_path / "rough" / "cache")) == 0
    assert len(rough.talks) == calls


def test_a_prompted_policy_is_paid_for_kept_and_stopped(
    serve: Any, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve()
    server.answer = lambda talk: "[50, 0, 100, 50]"
    policy = f"prompted[percent]:{source(server)}"
    arguments = ["--data", str(data), "--readers", "--workers", "1", "--cache", str(tmp_path / "cache"), "--policies"]
    arguments += [policy, "--price", "gpt-4o=1000/1000"]
    assert main([*arguments, "--out", str(tmp_path / "poor"), "--spend", "0.01"]) == 2
    assert "USD are spent" in capsys.readouterr().err
    assert server.talks == []
    assert main([*arguments, "--out", str(tmp_path / "out"), "--spend", "9"]) == 0
    assert len(server.talks) == 6
    assert "| prompted[percent]:openai-chat:gpt-4o | 1.00" in capsys.readouterr().out
    assert main([*arguments, "--out", str(tmp_path / "again"), "--spend", "9"]) == 0
    assert len(server.talks) == 6
