"""The zoom for LlamaIndex: a tool for ``FunctionAgent``, a postprocessor for query engines, a call for Workflows.

There is no ingestion transform. An ``IngestionPipeline`` knows no question, and its cache key ignores image bytes: of
two nodes that differ in their pixels only, the second would be given the first one's crop.

This module must not postpone annotations: LlamaIndex finds the parameter that receives its Context by identity.
"""

import asyncio
import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cropvlm_tools.chat.conversation import ImageRegistry, Unreadable, source_in
from cropvlm_tools.chat.insert import registry_of
from cropvlm_tools.errors import ImageError, MissingDependencyError
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.policy import Policy
from cropvlm_tools.tool import DESCRIPTION, IMAGE, NAME, QUESTION, ToolResult, run_zoom, zoom_unasked
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import When
from cropvlm_tools.zooming.zoom import Zoom, check_steps

try:
    from llama_index.core.async_utils import asyncio_run
    from llama_index.core.base.llms.types import ChatMessage, ContentBlock, ImageBlock, MessageRole, TextBlock
    from llama_index.core.bridge.pydantic import BaseModel, Field
    from llama_index.core.postprocessor.types import BaseNodePostprocessor
    from llama_index.core.schema import BaseNode, ImageNode, MediaResource, NodeRelationship, NodeWithScore
    from llama_index.core.tools import FunctionTool, ToolMetadata, ToolOutput
    from llama_index.core.utils import resolve_binary
    from llama_index.core.workflow import Context
except ImportError as error:
    if error.name in ("llama_index", "llama_index.core"):
        raise MissingDependencyError("cropvlm_tools.llama_index", "llama-index-core", "llama-index") from error
    raise

_FACTS = "zoom_facts"  # metadata of a crop's node that no prompt shows


class ZoomInput(BaseModel):
    """Both required and one of them nullable: the same schema passes OpenAI's strict mode."""

    question: str = Field(description=QUESTION)
    image: str | None = Field(description=f"{IMAGE} Null means the latest.")


class ZoomTool(FunctionTool):
    """The zoom as a tool: ``FunctionAgent(tools=[ZoomTool()], llm=llm)``. Answers with the caption, then the crop.

    Not every agent and model lets a tool's image through: use ``FunctionAgent`` (``ReActAgent`` keeps the text only)
    with ``OpenAIResponses`` or ``Anthropic`` (``OpenAI``, that is Chat Completions, drops a tool's image without a
    word: there, zoom before the call with ``zoom_chat_message``).

    Args:
        images: one image or several, each anything ``load_image`` takes; by default the images of the user's
            messages in the agent's memory.
        policy, budget, when: as for ``cropvlm_tools.zoom``.
        fetch: reads an http(s) URL into bytes; without it images given as URLs cannot be zoomed into.
        steps, context: as for ``cropvlm_tools.zoom``; surroundings stand before the crop, with a caption of their own.

    Raises:
        ValueError: ``steps`` is below 1.
    """

    def __init__(
        self,
        images: ImageSource | Iterable[ImageSource] | None = None,
        policy: str | Path | Policy = "default",
        budget: Budget | None = None,
        when: When = "always",
        fetch: Callable[[str], bytes] | None = None,
        steps: int = 1,
        context: bool = False,
    ) -> None:
        check_steps(steps)
        self._images = None if images is None else registry_of((), images, fetch)
        self._fetch = fetch
        self._options = policy, budget, when, steps, context
        super().__init__(fn=self.call, async_fn=self.acall, metadata=ToolMetadata(DESCRIPTION, NAME, ZoomInput))

    def call(self, question: str = "", image: str | None = "latest", ctx: Context = None) -> ToolOutput:  # type: ignore[assignment]
        output: ToolOutput = asyncio_run(self.acall(question, image, ctx))
        return output

    async def acall(self, question: str = "", image: str | None = "latest", ctx: Context = None) -> ToolOutput:  # type: ignore[assignment]
        """Zoom once. An image that is not there or cannot be opened, or an empty question, is an error output.

        Raises:
            PolicyError: the policy cannot be loaded.
        """
        asked = {"question": question, "image": image}
        images = ImageRegistry(await _images_in_memory(ctx), self._fetch) if self._images is None else self._images
        try:
            result = await asyncio.to_thread(run_zoom, images, question, image, *self._options)
        except ImageError as error:
            text = str(error)
            return ToolOutput(NAME, content=text, raw_input=asked, raw_output=text, is_error=True, exception=error)
        return ToolOutput(NAME, blocks=_blocks(result.shown), raw_input=asked, raw_output=result.artifact)


class ZoomPostprocessor(BaseNodePostprocessor):
    """Shows a multimodal query engine, behind each retrieved image, the region that answers the query.

    ``RetrieverQueryEngine.from_args(retriever, llm=llm, multimodal=True, node_postprocessors=[ZoomPostprocessor()])``,
    the last of its postprocessors. For ``ImageNode``, ``ImageDocument`` and any node with an ``image_resource``; other
    nodes, and images that cannot be opened or gain nothing, pass through untouched. Policy, budget, when, fetch, steps
    and context as for ``zoom_chat_message``; surroundings are a node of their own.
    """

    policy: Any = Field(default="default", exclude=True)
    budget: Any = Field(default=None, exclude=True)
    when: When = "needed"
    fetch: Any = Field(default=None, exclude=True)
    steps: int = Field(default=1, ge=1)
    context: bool = False

    def _postprocess_nodes(self, nodes: list[NodeWithScore], query_bundle: Any = None) -> list[NodeWithScore]:
        question = query_bundle.query_str if query_bundle else ""
        sources = [_node_source(node.node) for node in nodes]
        options = self.policy, self.budget, self.when, self.steps, self.context
        return _with_crops(nodes, sources, question, _crop_nodes, self.fetch, options)


def zoom_chat_message(
    message: ChatMessage,
    question: str | None = None,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "needed",
    fetch: Callable[[str], bytes] | None = None,
    steps: int = 1,
    context: bool = False,
) -> ChatMessage:
    """A copy of a message in which each image that gains from it is followed by caption and crop.

    For a step of a Workflow, before the model is called: ``await asyncio.to_thread(zoom_chat_message, message)``. Send
    the copy and keep the original in the history.

    Args:
        message: not changed.
        question: by default the message's own text. Without any, nothing is zoomed into.
        policy, budget, when, fetch, steps, context: as for ``ZoomTool``.
    """
    asked = message.content or "" if question is None else question
    options = policy, budget, when, steps, context
    blocks = _with_crops(message.blocks, _block_sources([message]), asked, _crop_blocks, fetch, options)
    return message.model_copy(update={"blocks": blocks})


def _with_crops(
    items: Sequence[Any], sources: Sequence[Any], question: str, show: Callable[..., Any], fetch: Any, options: Any
) -> list[Any]:
    """Every item, and behind it what ``show`` makes of its zoom where its source is an image that gains from one."""
    images = ImageRegistry([source for source in sources if source is not None], fetch)
    zooms = zoom_unasked(images, images.refs, question, *options) if question.strip() else {}
    refs = iter(images.refs)
    shown: list[Any] = []
    for item, source in zip(items, sources):
        result = None if source is None else zooms.get(next(refs))
        shown += [item] if result is None else [item, *show(item, result)]
    return shown


async def _images_in_memory(context: Any) -> list[ImageSource | Unreadable]:
    """Images of the user's messages; what tools returned are no originals and have no number."""
    store = getattr(context, "store", None)  # outside an agent, a model's arguments may hold anything as ctx
    memory = await store.get("memory", default=None) if store is not None else None
    messages = await memory.aget() if memory is not None else []
    sources = _block_sources([message for message in messages if message.role == MessageRole.USER])
    return [source for source in sources if source is not None]


def _block_sources(messages: Iterable[ChatMessage]) -> list[ImageSource | Unreadable | None]:
    """One for each block; None where it is no image."""
    blocks = [block for message in messages for block in message.blocks]
    return [_source(each.image, each.path, each.url) if isinstance(each, ImageBlock) else None for each in blocks]


def _node_source(node: BaseNode) -> ImageSource | Unreadable | None:
    if _FACTS in node.metadata:  # a crop already
        return None
    if isinstance(node, ImageNode):
        return _source(node.image, node.image_path, node.image_url)
    resource: MediaResource | None = getattr(node, "image_resource", None)
    return _source(resource.data, resource.path, resource.url) if resource else None


def _source(data: Any, path: str | Path | None, url: Any) -> ImageSource | Unreadable:
    """LlamaIndex's own ``resolve_image`` would fetch any URL; it is never called."""
    if isinstance(data, bytes) and data:
        return resolve_binary(data).read()  # base64 or not, told as LlamaIndex tells it
    if path and not data:
        return Path(path)
    return source_in({"type": "image", "base64": data or "", "url": str(url or "")}) or Unreadable("empty")


def _blocks(shown: Iterable[tuple[str, View]]) -> list[ContentBlock]:
    blocks: list[ContentBlock] = []
    for text, view in shown:
        blocks += [TextBlock(text=text), ImageBlock(image=view.data, image_mimetype=view.mime_type)]
    return blocks


def _crop_blocks(_: Any, result: Zoom) -> list[ContentBlock]:
    return _blocks(result.details)


def _crop_nodes(original: NodeWithScore, result: Zoom) -> list[NodeWithScore]:
    boxes = [box for box in (result.surroundings, result.box) if box is not None]
    parts = [replace(result, prediction=replace(result.prediction, box=box), context=False) for box in boxes]
    return [_crop_node(original, part) for part in parts]


def _crop_node(original: NodeWithScore, result: Zoom) -> NodeWithScore:
    node = ImageNode(
        image=base64.b64encode(result.view.data).decode("ascii"),
        image_mimetype=result.view.mime_type,
        metadata={"zoom": result.caption, _FACTS: ToolResult(result.caption, result.view, result).artifact},
        excluded_llm_metadata_keys=[_FACTS],
        excluded_embed_metadata_keys=[_FACTS],
        relationships={NodeRelationship.SOURCE: original.node.as_related_node_info()},
    )
    return NodeWithScore(node=node, score=original.score)
