"""The zoom as an MCP server, on standard input and output or HTTP, for mcp 1.x and 2.x: ``cropvlm mcp --root DIR``."""

from __future__ import annotations

from cropvlm_tools.mcp.server import MAX_BYTES as MAX_BYTES
from cropvlm_tools.mcp.server import build_server as build_server
from cropvlm_tools.mcp.serving import serve as serve
from cropvlm_tools.mcp.serving import serve_http as serve_http
