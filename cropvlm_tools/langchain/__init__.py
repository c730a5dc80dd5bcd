"""The zoom in LangChain: a tool and a middleware for agents, a Runnable for chains.

``ZoomTool``, ``zoom_messages``, ``zoom_documents`` and ``relocate_tool_images`` need langchain-core; ``ZoomMiddleware``
needs langchain too and is imported when it is first used.
"""

from typing import TYPE_CHECKING

from cropvlm_tools.errors import MissingDependencyError

try:
    import langchain_core as _langchain_core  # noqa: F401
except ModuleNotFoundError as error:
    if error.name != "langchain_core":
        raise
    raise MissingDependencyError("cropvlm_tools.langchain", "langchain-core", "langchain") from error

from cropvlm_tools.langchain.documents import zoom_documents
from cropvlm_tools.langchain.insertion import zoom_messages
from cropvlm_tools.langchain.messages import relocate_tool_images
from cropvlm_tools.langchain.tool import ZoomTool

if TYPE_CHECKING:
    from cropvlm_tools.langchain.middleware import ZoomMiddleware as ZoomMiddleware

__all__ = ["ZoomMiddleware", "ZoomTool", "relocate_tool_images", "zoom_documents", "zoom_messages"]


def __getattr__(name: str) -> object:
    if name != "ZoomMiddleware":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from cropvlm_tools.langchain.middleware import ZoomMiddleware
    except ModuleNotFoundError as error:
        if error.name not in ("langchain", "langchain.agents.middleware"):
            raise
        raise MissingDependencyError("cropvlm_tools.langchain.ZoomMiddleware", "langchain", "langchain") from error
    return ZoomMiddleware


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
