"""The zoom for LlamaIndex: a tool for ``FunctionAgent``, a postprocessor for query engines, a call for Workflows.

There is no ingestion transform. An ``IngestionPipeline`` knows no question, and its cache key ignores image bytes: of
two nodes that differ in their pixels only, the second would be given the first one's crop.

This module must not postpone annotations: LlamaIndex finds the parameter that receives its Context by identity.
"""

import asyncio
import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack, cast

from cropvlm_tools.boxes import Box
from cropvlm_tools.chat.content import Source, Unreadable, source_in
from cropvlm_tools.chat.conversation import Original, Place, Turn, originals_in, pixels_in, registry_of, turns_in
from cropvlm_tools.chat.insert import MAX_CROPS, Dialect, checked_crops, insert, unharmed
from cropvlm_tools.chat.look import Captioned, Facts, needed
from cropvlm_tools.chat.planned import openai_details
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.errors import MissingDependencyError
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.tool import (
    DESCRIPTION,
    IMAGE,
    NAME,
    QUESTION,
    BoxOption,
    Convention,
    OptionFields,
    box_schema,
    boxes_taken,
    excuse,
    options_of,
    run_zoom,
    with_options,
)
from cropvlm_tools.views import Budget, Detail, View
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions
from cropvlm_tools.zooming.provenance import provenance_of
from cropvlm_tools.zooming.result import Zoom

try:
    from llama_index.core.async_utils import asyncio_run
    from llama_index.core.base.llms.types import ChatMessage, ContentBlock, ImageBlock, MessageRole, TextBlock
    from llama_index.core.bridge.pydantic import BaseModel, Field, create_model
    from llama_index.core.postprocessor.types import BaseNodePostprocessor
    from llama_index.core.schema import (
        BaseNode,
        ImageNode,
        MediaResource,
        NodeRelationship,
        NodeWithScore,
        QueryBundle,
    )
    from llama_index.core.tools import FunctionTool, ToolMetadata, ToolOutput
    from llama_index.core.utils import resolve_binary
    from llama_index.core.workflow import Context
except ImportError as error:
    if error.name in ("llama_index", "llama_index.core"):
        raise MissingDependencyError("cropvlm_tools.llama_index", "llama-index-core", "llama-index") from error
    raise

_FACTS = "zoom_facts"  # metadata of a crop's node that no prompt shows
_MODELS = (MessageRole.ASSISTANT, MessageRole.MODEL)  # whose images are no originals


class ZoomInput(BaseModel):
    """Both required and one of them nullable: the same schema passes OpenAI's strict mode."""

    question: str = Field(description=QUESTION)
    image: str | None = Field(description=f"{IMAGE} Null means the latest.")


def _input_with_box(convention: Convention) -> type[BaseModel]:
    """The input of a tool that takes a box; nullable and required like the image."""
    described = box_schema(convention, strict=True)["description"]
    return create_model("ZoomInput", __base__=ZoomInput, box=(list[float] | None, Field(description=described)))


class ZoomTool(FunctionTool):
    """The zoom as a tool: ``FunctionAgent(tools=[ZoomTool()], llm=llm)``. Answers with the caption, then the crop.

    Not every agent and model lets a tool's image through: use ``FunctionAgent`` (``ReActAgent`` keeps the text only)
    with ``OpenAIResponses`` or ``Anthropic`` (``OpenAI``, that is Chat Completions, drops a tool's image without a
    word: there, zoom before the call with ``zoom_chat_message``).

    Args:
        images: one image or several, each anything ``load_image`` takes; by default those that the user gave or
            other tools returned, in the agent's memory.
        boxes: whether the model may name a ``box`` where it knows better, which is then cut, padded: True, in
            thousandths of the image; or the convention of the model's vendor, "thousandths-yx" (Gemini) or "pixels" of
            the image within ``budget`` (Claude, Qwen2.5-VL).
        options: those of ``ZoomOptions``.

    Raises:
        ValueError: an option that cannot be.
    """

    def __init__(
        self,
        images: ImageSource | Iterable[ImageSource] | None = None,
        *,
        boxes: BoxOption = False,
        **options: Unpack[ZoomKeywords],
    ) -> None:
        self.options = ZoomOptions(**options)
        self._images = None if images is None else registry_of((), images, self.options)
        self._boxes = boxes_taken(boxes, None, self.options.budget)
        schema = ZoomInput if self._boxes is None else _input_with_box(self._boxes.convention)
        super().__init__(fn=self.call, async_fn=self.acall, metadata=ToolMetadata(DESCRIPTION, NAME, schema))

    def call(
        self,
        question: str = "",
        image: str | None = "latest",
        ctx: Context = None,  # type: ignore[assignment]
        box: list[float] | None = None,
    ) -> ToolOutput:
        output: ToolOutput = asyncio_run(self.acall(question, image, ctx, box))
        return output

    async def acall(
        self,
        question: str = "",
        image: str | None = "latest",
        ctx: Context = None,  # type: ignore[assignment]
        box: list[float] | None = None,
    ) -> ToolOutput:
        """Zoom once. Whatever fails is an error output: no such image, an empty question, a policy that is damaged."""
        arguments: dict[str, Any] = {"question": question, "image": image}
        arguments |= {} if self._boxes is None else {"box": box}
        try:
            images, options = self._images, self.options
            talk = await _memory(ctx)
            if images is None:
                found = _originals(talk, (MessageRole.USER, MessageRole.TOOL)).values()
                images = ImageRegistry([each.source for each in found], options.fetch, options.limits)
            if options.history is None:
                options = replace(options, history=[turn.question for turn in _turns(talk)])
            result = await asyncio.to_thread(run_zoom, images, question, options, image, box, self._boxes)
            blocks = [block for caption, view in result.shown for block in _blocks(caption, view)]
            return ToolOutput(NAME, blocks=blocks, raw_input=arguments, raw_output=result.artifact)
        except Exception as error:
            text = excuse(error)
            return ToolOutput(NAME, content=text, raw_input=arguments, raw_output=text, is_error=True, exception=error)


@with_options(when="needed")
class ZoomPostprocessor(BaseNodePostprocessor, OptionFields):
    """Shows a multimodal query engine, behind each retrieved image, the region that answers the query.

    ``RetrieverQueryEngine.from_args(retriever, llm=llm, multimodal=True, node_postprocessors=[ZoomPostprocessor()])``,
    the last of its postprocessors. For ``ImageNode``, ``ImageDocument`` and any node with an ``image_resource``; other
    nodes, and images that cannot be opened or gain nothing, pass through untouched. Each region is a node of its own,
    and so are surroundings.

    Args:
        max_crops: most regions shown of all that was retrieved, those of the first nodes first.
        options: those of ``ZoomOptions``, each a field; ``when`` is by default ``"needed"``.
    """

    max_crops: int = MAX_CROPS

    def __init__(self, max_crops: int = MAX_CROPS, **options: Unpack[ZoomKeywords]) -> None:
        fields: dict[str, Any] = {"max_crops": checked_crops(max_crops), **options}
        super().__init__(**fields)

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        return unharmed(lambda: self._zoomed(nodes, query_bundle.query_str if query_bundle else ""), nodes)

    def _zoomed(self, nodes: list[NodeWithScore], question: str) -> list[NodeWithScore]:
        options, sources = options_of(self), [_node_source(node.node) for node in nodes]
        images = ImageRegistry([source for source in sources if source is not None], options.fetch, options.limits)
        refs, left, shown = iter(images.refs), self.max_crops, list[NodeWithScore]()
        for position, (node, source) in enumerate(zip(nodes, sources, strict=True)):
            original: dict[Place, Original[NodeWithScore]] = {} if source is None else {(0, 0): Original(source, node)}
            names = {place: next(refs) for place in original}
            has_crops = any(_FACTS in after.node.metadata for after in nodes[position + 1 : position + 2])
            turn = Turn(0, question, written=has_crops or left < 1)
            inserted = insert({0: [node]}, original, names, images, [turn], _NodeDialect(), options, left)
            left -= sum(len(crop.facts["regions"]) for crop in inserted.crops)
            shown += inserted.contents.get(0, [node])
        return shown


def zoom_chat_message(
    message: ChatMessage,
    question: str | None = None,
    *,
    max_crops: int = MAX_CROPS,
    **options: Unpack[ZoomKeywords],
) -> ChatMessage:
    """A copy of a message that ends with caption and crop of the image it asks about, where that gains from one.

    For a step of a Workflow, before the model is called: ``await asyncio.to_thread(zoom_chat_message, message)``. Keep
    the copy in the history: what was sent once must be sent again. Of a conversation whose originals you keep,
    ``zoom_chat_messages`` makes the same again in each turn.

    Args:
        message: not changed.
        question: by default the message's own text. Without any, nothing is zoomed into.
        max_crops: most regions shown.
        options: those of ``ZoomOptions``; ``when`` is by default ``"needed"``.

    Raises:
        ValueError: an option that cannot be.
    """
    chosen, most = needed(options), checked_crops(max_crops)

    def zoomed() -> ChatMessage:
        turns = _turns([message], (message.role,))
        if question is not None:
            turns = [Turn(0, question, written=any(turn.written for turn in turns), given=True)]
        (written,) = _zoomed([message], turns, chosen, most)
        return written

    return unharmed(zoomed, message)


def zoom_chat_messages(
    messages: Sequence[ChatMessage],
    *,
    max_crops: int = MAX_CROPS,
    plan: bool = False,
    model: str | None = None,
    **options: Unpack[ZoomKeywords],
) -> list[ChatMessage]:
    """A copy of a conversation in which crops stand behind the user's questions that gain from one.

    Call it for each request with the originals. Each list begins with the one before: a turn's crops stand in that
    turn. They are of the image that the question names, or else of the newest; small talk gets none.

    Args:
        messages: not changed.
        max_crops, options: as for ``zoom_chat_message``, ``max_crops`` in one turn.
        plan: whether an image and its crop are sent, in the image's own turn, at the sizes and details at which they
            cost least (``cropvlm_tools.zooming.planning``). Later turns see what was sent then.
        model: for which that is planned; by default one that sees ``budget``.

    Raises:
        ValueError: an option that cannot be.
    """
    chosen, most = needed(options), checked_crops(max_crops)
    budgets = openai_details(model, chosen.budget) if plan else None
    return unharmed(lambda: _zoomed(messages, _turns(messages), chosen, most, budgets), list(messages))


def zoom_nodes(zooms: Iterable[Zoom]) -> list[ImageNode]:
    """A node for each region of zooms (``zoom``, ``zoom_pages``): the crop as it is sent, the text read there, and as
    metadata where it is from (``cropvlm_tools.zooming.provenance.Provenance``)."""
    nodes = []
    for zoom in zooms:
        for region, record in zip(zoom.regions, provenance_of(zoom), strict=True):
            metadata = {key: value for key, value in record.items() if key != "text"}
            image = base64.b64encode(region.view.data).decode("ascii")
            node = ImageNode(text=region.text, image=image, image_mimetype=region.view.mime_type, metadata=metadata)
            node.excluded_llm_metadata_keys = [key for key in metadata if key not in ("source", "page")]
            node.excluded_embed_metadata_keys = list(metadata)
            nodes.append(node)
    return nodes


def _zoomed(
    messages: Sequence[ChatMessage],
    turns: Sequence[Turn],
    options: ZoomOptions,
    max_crops: int,
    budgets: Mapping[Detail, Budget] | None = None,
) -> list[ChatMessage]:
    contents = {index: message.blocks for index, message in enumerate(messages)}
    originals = _originals(messages, [role for role in MessageRole if role not in _MODELS])
    images = ImageRegistry([each.source for each in originals.values()], options.fetch, options.limits)
    names = dict(zip(originals, images.refs, strict=True))
    inserted = insert(contents, originals, names, images, turns, _BlockDialect(budgets), options, max_crops)
    return [
        message.model_copy(update={"blocks": inserted.contents[index]}) if index in inserted.contents else message
        for index, message in enumerate(messages)
    ]


def _originals(messages: Sequence[ChatMessage], roles: Sequence[MessageRole]) -> dict[Place, Original[ContentBlock]]:
    contents = {index: message.blocks for index, message in enumerate(messages) if message.role in roles}
    return originals_in(contents, _block_source, _words)


def _turns(messages: Sequence[ChatMessage], roles: Sequence[MessageRole] = (MessageRole.USER,)) -> list[Turn]:
    contents = {index: message.blocks for index, message in enumerate(messages) if message.role in roles}
    return turns_in(contents, _block_source, _words)


async def _memory(context: object) -> list[ChatMessage]:
    """The agent's conversation: what it remembers, and what its tools returned in this run."""
    store = getattr(context, "store", None)  # outside an agent, a model's arguments may hold anything as ctx
    memory = await store.get("memory", default=None) if store is not None else None
    messages = list(await memory.aget()) if memory is not None else []
    scratchpad = await store.get("scratchpad", default=None) if store is not None else None
    return [*messages, *(each for each in scratchpad or () if isinstance(each, ChatMessage))]


def _words(block: ContentBlock) -> str:
    return block.text if isinstance(block, TextBlock) else ""


def _block_source(block: ContentBlock) -> Source | None:
    return _source(block.image, block.path, block.url) if isinstance(block, ImageBlock) else None


def _node_source(node: BaseNode) -> Source | None:
    if _FACTS in node.metadata:  # a crop already
        return None
    if isinstance(node, ImageNode):
        return _source(node.image, node.image_path, node.image_url)
    resource: MediaResource | None = getattr(node, "image_resource", None)
    return _source(resource.data, resource.path, resource.url) if resource else None


def _source(data: object, path: str | Path | None, url: object) -> Source:
    """LlamaIndex's own ``resolve_image`` would fetch any URL; it is never called."""
    if isinstance(data, bytes) and data:
        return resolve_binary(data).read()  # base64 or not, told as LlamaIndex tells it
    if path and not data:
        return Path(path)
    return source_in({"type": "image", "base64": data or "", "url": str(url or "")}) or Unreadable("empty")


def _blocks(caption: str, view: View) -> list[ContentBlock]:
    return [TextBlock(text=caption), _image_block(view)]


def _image_block(view: View) -> ImageBlock:
    detail = None if view.detail == "auto" else view.detail
    return ImageBlock(image=view.data, image_mimetype=view.mime_type, detail=detail)


class _BlockDialect(Dialect[ContentBlock]):
    """Of chat messages; their images carry no labels."""

    def __init__(self, budgets: Mapping[Detail, Budget] | None = None) -> None:
        self.plans_with = budgets

    def crop(self, caption: str, view: View, beside: ContentBlock) -> list[ContentBlock]:
        return _blocks(caption, view)

    def detail_of(self, part: ContentBlock) -> Detail:
        detail = part.detail if isinstance(part, ImageBlock) else None
        return cast(Detail, detail) if self.plans_with and detail in self.plans_with else "auto"

    def whole(self, part: ContentBlock, smaller: View | None) -> ContentBlock:
        return part if smaller is None else _image_block(smaller)

    def words(self, part: ContentBlock) -> str:
        return _words(part)


class _NodeDialect(Dialect[NodeWithScore]):
    """Of retrieved nodes: each view is a node, scored as the page that it shows a region of."""

    def crop(self, caption: str, view: View, beside: NodeWithScore) -> list[NodeWithScore]:
        node = ImageNode(
            image=base64.b64encode(view.data).decode("ascii"),
            image_mimetype=view.mime_type,
            metadata={"zoom": caption},
            excluded_llm_metadata_keys=[_FACTS],
            excluded_embed_metadata_keys=[_FACTS],
            relationships={NodeRelationship.SOURCE: beside.node.as_related_node_info()},
        )
        return [NodeWithScore(node=node, score=beside.score)]

    def crops(self, shown: Captioned, facts: Facts, beside: NodeWithScore) -> list[NodeWithScore]:
        nodes = super().crops(shown, facts, beside)
        for node, (caption, view) in zip(nodes, shown, strict=True):
            node.metadata[_FACTS] = _facts_about(caption, view, facts)
        return nodes

    def words(self, part: NodeWithScore) -> str:
        return str(part.metadata.get("zoom", ""))


def _facts_about(caption: str, view: View, facts: Facts) -> Facts:
    """The facts of a zoom with box and size of this view."""
    pixels, (width, height) = pixels_in(caption), facts["source_size"]
    return {
        **facts,
        "box": None if pixels is None else list(Box.from_pixels(pixels, (width, height)).xyxy),
        "box_pixels": None if pixels is None else list(pixels),
        "view_size": list(view.size),
        "mime_type": view.mime_type,
        "tokens": view.tokens,
    }
