"""ImageStore: the originals of conversations that the server keeps, by the ids of its responses."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from cropvlm_tools.chat.content import Source, read
from cropvlm_tools.chat.conversation import find_images, held_under
from cropvlm_tools.forks import Lock


class ImageStore:
    """Keeps the images of a conversation whose messages are not sent again, so that the tool finds them.

        store = ImageStore()
        response = client.responses.create(model=..., input=question, tools=[zoom_tool_schema()])
        store.keep(response, question)
        answers = run_tool_calls(response, images=store.images(response))
        response = client.responses.create(model=..., input=answers, previous_response_id=response.id, ...)
        store.keep(response, answers)

    Args:
        most: responses that are remembered; of older ones the images are forgotten.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._images: OrderedDict[str, tuple[Source, ...]] = OrderedDict()
        self._lock = Lock()

    def keep(self, response: object, messages: str | Sequence[object]) -> None:
        """Remember the images of what was sent for a response, behind those of what the server kept before it."""
        sent = () if isinstance(messages, str) else tuple(find_images(messages).values())
        previous, conversation = held_under(response)
        names = [read(response, "id"), conversation]
        with self._lock:
            before = self._known([previous, conversation])
            for name in filter(None, names):
                self._images[name] = (*before, *sent)
                self._images.move_to_end(name)
            while len(self._images) > self._most:
                self._images.popitem(last=False)

    def images(self, response: object) -> list[Source]:
        """All images of the conversation that a response belongs to, in order: what ``images=`` takes."""
        with self._lock:
            return list(self._known([read(response, "id"), *held_under(response)]))

    def _known(self, names: Sequence[object]) -> tuple[Source, ...]:
        return next((self._images[name] for name in names if isinstance(name, str) and name in self._images), ())
