"""What reaches Gemini: through its real SDK, against a server that only records."""

import asyncio
import base64
import copy
import io
import json
from typing import Any

import pytest
from PIL import Image

genai = pytest.importorskip("google.genai", reason="the google-genai package is not installed")

from google.genai import types  # noqa: E402

from cropvlm_tools.errors import CropVLMError  # noqa: E402
from cropvlm_tools.google import insert_zooms, run_function_calls, zoom_tool  # noqa: E402
from cropvlm_tools.policies.fixed import CentrePolicy  # noqa: E402
from cropvlm_tools.policy import Policy  # noqa: E402
from tests.conftest import Wire  # noqa: E402
from tests.turns import ByChance, as_google, conversation, requests  # noqa: E402

MODEL = "gemini-3-pro"
OLD = "gemini-2.5-flash"
CAPTION = "image_1 (800x600), zoomed to [200, 150, 600, 450]; shown at 1024x768"
LOW, HIGH = ({"level": f"MEDIA_RESOLUTION_{name}"} for name in ("LOW", "HIGH"))


def asked(picture: bytes) -> list[Any]:
    part = types.Part.from_bytes(data=picture, mime_type="image/png")
    return [types.UserContent([part, types.Part(text="What is red?")])]


def reply(*calls: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    parts: list[Any] = [
        {"functionCall": {"id": name, "name": name.split("-")[0], "args": args}} for name, args in calls
    ]
    content = {"role": "model", "parts": parts or [{"text": "Red."}]}
    return {"candidates": [{"content": content, "finishReason": "STOP"}]}


def send(wire: Wire, contents: Any, asynchronous: bool = False, **options: Any) -> Any:
    """The SDK's response; what it sent is the last of ``wire.requests``, its names in camelCase or not."""
    client = genai.Client(api_key="key", http_options=types.HttpOptions(base_url=wire.url))
    off = types.AutomaticFunctionCallingConfig(disable=True)
    request: dict[str, Any] = {
        "model": MODEL,
        "contents": contents,
        "config": types.GenerateContentConfig(automatic_function_calling=off, **options),
    }
    try:
        if asynchronous:
            return asyncio.run(client.aio.models.generate_content(**request))
        return client.models.generate_content(**request)
    finally:
        client.close()


def image_of(part: Any) -> Image.Image:
    blob = part.get("inlineData") or part.get("inline_data")
    data = base64.urlsafe_b64decode(blob["data"].replace("+", "-").replace("/", "_"))
    return Image.open(io.BytesIO(data)).convert("RGB")


def is_red(part: Any) -> bool:
    return [colour for _, colour in image_of(part).getcolors()] == [(255, 0, 0)]


class Small(CentrePolicy):
    """The middle; legible in the whole from 3000 px on."""

    def predict(self, image: Any, question: str) -> Any:
        prediction = super().predict(image, question)
        return type(prediction)(prediction.box, 0.9, "", 3000)


# the SDK's own session of aiohttp
@pytest.mark.filterwarnings("ignore:Inheritance class:DeprecationWarning")
@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_crop_arrives_behind_the_question_and_the_image_at_low_resolution(
    asynchronous: bool, wire: Wire, picture: bytes
) -> None:
    contents = asked(picture)
    before = copy.deepcopy(contents)
    zoomed = insert_zooms(contents, model=MODEL, policy=Small())
    assert contents == before
    wire.replies.append(reply())
    assert send(wire, zoomed, asynchronous).text == "Red."
    whole, question, caption, crop = wire.requests[0]["contents"][0]["parts"]
    assert [question["text"], caption["text"]] == ["What is red?", CAPTION]
    assert (whole["mediaResolution"], image_of(whole).size) == (LOW, (800, 600))
    assert is_red(crop)
    assert crop["mediaResolution"]["level"] == "MEDIA_RESOLUTION_MEDIUM"
    assert (zoomed.tokens_added, zoomed.tokens_saved, zoomed.savings) == (560, 1120 - 280, 280)
    assert (zoomed.zooms[0]["whole_tokens"], zoomed.zooms[0]["tokens"]) == (1120, 560)


def test_without_a_plan_the_image_stays_as_it_is(picture: bytes) -> None:
    contents = asked(picture)
    whole, *_, crop = insert_zooms(contents, model=MODEL, policy="centre", plan=False)[0]["parts"]
    assert types.Part.model_validate(whole) == contents[0].parts[0]
    assert "media_resolution" not in crop


def test_a_model_without_resolutions_is_sent_fewer_pixels(picture: bytes) -> None:
    file = io.BytesIO()
    Image.open(io.BytesIO(picture)).resize((2400, 1800), Image.Resampling.NEAREST).save(file, "PNG")
    zoomed = insert_zooms(asked(file.getvalue()), model=OLD, policy="centre")
    whole, *_, crop = zoomed[0]["parts"]
    assert image_of(whole).size == (768, 576)
    assert is_red(crop)
    assert [part.get("media_resolution") for part in (whole, crop)] == [None, None]
    assert (zoomed.tokens_saved, zoomed.tokens_added) == (11 * 258, 4 * 258)


def test_an_image_is_not_left_out_where_it_costs_less_than_any_two(picture: bytes) -> None:
    """One tile."""
    zoomed = insert_zooms(asked(picture), model=OLD, policy=Small())
    whole, *_, crop = zoomed[0]["parts"]
    assert image_of(whole).size == (800, 600)
    assert is_red(crop)
    assert zoomed.savings < 0


def test_all_calls_are_answered_in_one_content_in_order(wire: Wire, picture: bytes) -> None:
    contents: list[Any] = asked(picture)
    wire.replies += [
        reply(
            ("zoom_image-1", {"question": "What is red?"}),
            ("weather", {}),
            ("zoom_image-2", {"question": "What?", "image": "image_7"}),
        ),
        reply(),
    ]
    response = send(wire, contents, tools=[zoom_tool()])
    (declared,) = wire.requests[0]["tools"][0]["functionDeclarations"]
    schema = declared.get("parametersJsonSchema") or declared["parameters_json_schema"]
    assert (declared["name"], schema["required"]) == ("zoom_image", ["question"])
    answers = run_function_calls(response, contents, model=MODEL, policy="centre")
    contents += [response.candidates[0].content, *answers]
    send(wire, contents)
    first, wrong = (part["functionResponse"] for part in wire.requests[1]["contents"][-1]["parts"])
    assert (first["id"], first["name"], first["response"]) == ("zoom_image-1", "zoom_image", {"result": CAPTION})
    assert is_red(first["parts"][0])
    assert wrong["response"] == {"error": "There is no image 'image_7'. Images: image_1, or 'latest' for the last."}
    assert "parts" not in wrong
    assert answers.tokens_added == 1120

    again = insert_zooms([*contents, "And what else?"], model=MODEL, policy="centre", plan=False)
    assert [zoom["ref"] for zoom in again.zooms] == ["image_1"]  # crops in responses are no originals


@pytest.mark.parametrize("model", [OLD, "models/gemini-2.0-flash", "vertex_ai/gemini-1.5-pro"])
def test_older_models_get_the_images_in_a_content_of_their_own(model: str, picture: bytes) -> None:
    response = reply(("zoom_image-1", {"question": "What is red?"}), ("zoom_image-2", {"question": "And?"}))
    called, follow = run_function_calls(response, asked(picture), model=model, policy="centre")
    assert ["parts" in part["function_response"] for part in called["parts"]] == [False, False]
    assert called["parts"][0]["function_response"]["response"]["result"].endswith("The image follows.")
    assert [part.get("text", "")[:7] for part in follow["parts"]] == ["image_1", "", "image_1", ""]
    assert run_function_calls(reply(), [*asked(picture), follow], policy="centre") == []


@pytest.mark.parametrize(
    "given",
    [
        lambda data: [Image.open(io.BytesIO(data)), "What is red?"],
        lambda data: [types.Part.from_bytes(data=data, mime_type="image/png"), "What is red?"],
        lambda data: asked(data)[0],
        lambda data: [asked(data)[0].model_dump()],
        lambda data: {
            "parts": [
                {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(data).decode()}},
                {"text": "What is red?"},
            ]
        },
    ],
)
def test_contents_of_any_kind(given: Any, wire: Wire, picture: bytes) -> None:
    wire.replies.append(reply())
    send(wire, insert_zooms(given(picture), model=MODEL, policy=Small()))
    whole, question, caption, crop = wire.requests[0]["contents"][0]["parts"]
    assert (question["text"], caption["text"]) == ("What is red?", CAPTION)
    assert whole["mediaResolution"] == LOW
    assert is_red(crop)


def test_a_text_alone_passes() -> None:
    assert insert_zooms("What is red?", model=MODEL) == [{"role": "user", "parts": [{"text": "What is red?"}]}]


def test_the_resolution_that_an_image_has_is_what_the_whole_costs(picture: bytes) -> None:
    contents = asked(picture)
    contents[0].parts[0].media_resolution = types.PartMediaResolution(level="MEDIA_RESOLUTION_ULTRA_HIGH")
    (facts,) = insert_zooms(contents, model=MODEL, policy=Small()).zooms
    assert facts["whole_tokens"] == 2240


def test_images_of_other_functions_can_be_zoomed_into(picture: bytes) -> None:
    shown = types.FunctionResponsePart.from_bytes(data=picture, mime_type="image/png")
    screen = types.Part.from_function_response(name="screen", response={"result": "ok"}, parts=[shown])
    call = types.ModelContent([types.Part.from_function_call(name="screen", args={})])
    contents = [types.UserContent("What is red?"), call, types.UserContent([screen])]
    (answer,) = run_function_calls(reply(("zoom_image-1", {"question": "What?"})), contents, policy="centre")
    assert answer["parts"][0]["function_response"]["response"]["result"] == CAPTION
    zoomed = insert_zooms([*contents, types.UserContent("And what is red?")], model=MODEL, policy="centre")
    assert [part.get("text") for part in zoomed[3]["parts"][:2]] == ["And what is red?", CAPTION]
    assert zoomed[:3] == contents


def test_what_was_sent_is_sent_again_to_the_byte() -> None:
    policy, crops = ByChance(), 0
    for seed in range(6):
        before: list[str] = []
        for said in requests(conversation(seed)):
            contents = [types.Content.model_validate(content) for content in as_google(said)]
            sent = [
                types.Content.model_validate(content).model_dump_json(exclude_none=True)
                for content in insert_zooms(contents, model=MODEL, policy=policy)
            ]
            assert sent[: len(before)] == before
            before = sent
        crops += "".join(before).count("zoomed to [")
    assert crops > 0


def test_files_that_the_server_has_are_given_as_images(picture: bytes, caplog: pytest.LogCaptureFixture) -> None:
    file = types.File(uri="https://generativelanguage.googleapis.com/v1beta/files/abc", mime_type="image/png")
    contents = [file, "What is red?"]
    (content,) = insert_zooms(contents, model=MODEL, policy="centre")
    assert content["parts"][0]["file_data"]["file_uri"] == file.uri
    assert len(content["parts"]) == 2
    assert "fetch" in caplog.text
    zoomed = insert_zooms(contents, model=MODEL, policy=Small(), images=[picture])
    assert zoomed[0]["parts"][0]["media_resolution"] == LOW
    assert zoomed[0]["parts"][2]["text"] == CAPTION


def test_a_model_that_is_not_known_is_taken_to_see_the_usual(picture: bytes, caplog: pytest.LogCaptureFixture) -> None:
    named = [insert_zooms(asked(picture), model=model, policy=Small()) for model in ("gemini-99", None)]
    assert named[0] == named[1]
    assert sum("gemini-99" in record.getMessage() for record in caplog.records) == 1


def test_a_policy_that_fails_takes_no_request_down(picture: bytes) -> None:
    class Broken(Policy):
        name = "broken"

        def predict(self, image: Any, question: str) -> Any:
            raise RuntimeError("secret")

    contents = asked(picture)
    assert insert_zooms(contents, model=MODEL, policy=Broken()) == contents
    assert insert_zooms([object(), contents[0], None], model=MODEL, policy="centre")[-1] is not None
    response = reply(("zoom_image-1", {"question": "What?"}))
    (answer,) = run_function_calls(response, contents, policy=Broken())
    assert "not zoomed" in answer["parts"][0]["function_response"]["response"]["result"]
    (answer,) = run_function_calls(response, contents, policy="no such policy")
    assert "does not work" in answer["parts"][0]["function_response"]["response"]["error"]
    assert "secret" not in json.dumps(answer)


@pytest.mark.parametrize("response", [None, "text", {}, 7])
def test_what_is_no_response_is_refused(response: Any) -> None:
    with pytest.raises(CropVLMError, match="Not a response"):
        run_function_calls(response)


def test_a_response_that_says_nothing_has_no_answer() -> None:
    assert run_function_calls({"candidates": [{"finishReason": "SAFETY"}]}) == []
    assert run_function_calls({"candidates": []}) == []
    assert run_function_calls(types.GenerateContentResponse(candidates=[types.Candidate()])) == []
