"""What the examples share: a page, a question about its small print, and where the model is.

With a provider's key in the environment an example asks the provider. With --offline it asks offline_server.py on this
machine, which sees 448 px of an image: too few for the page, enough for the right crop. --policy whole never zooms.
"""

import argparse
import base64
import io
import os

from offline_server import OfflineServer

from cropvlm_tools import Budget
from cropvlm_tools.demo import draw_page

QUESTION = "What is the phone number of the depot?"
SEES = 448  # px, long edge

_file = io.BytesIO()
draw_page()[0].save(_file, "PNG")
PAGE = _file.getvalue()
PAGE_BASE64 = base64.b64encode(PAGE).decode()
PAGE_URL = f"data:image/png;base64,{PAGE_BASE64}"


def options(description: str | None, model: str) -> argparse.Namespace:
    """The command line: ``policy``, a name, and ``budget``, what the model can see of one image."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offline", action="store_true", help="no key, no network: ask a server on this machine")
    parser.add_argument("--policy", default="default", help="'whole' to see what the model makes of it without a zoom")
    args = parser.parse_args()
    if args.offline:
        url = OfflineServer(SEES).start().url
        os.environ |= {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_BASE": f"{url}/v1", "OPENAI_API_KEY": "offline"}
        os.environ |= {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "offline", "NO_PROXY": "127.0.0.1"}
        os.environ |= {"GOOGLE_GEMINI_BASE_URL": url, "GEMINI_API_KEY": "offline"}
        args.budget = Budget(max_edge=SEES, max_tokens=None)
        return args
    keys = {"claude": "ANTHROPIC_API_KEY", "gemini": "GEMINI_API_KEY"}
    key = keys.get(model.partition("-")[0], "OPENAI_API_KEY")
    if key not in os.environ:
        parser.error(f"Set {key}, or add --offline.")
    args.budget = Budget.for_model(model)
    return args
