"""Processes forked while other threads are at work."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from cropvlm_tools.forks import Lock

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
ZOOMS = """
import os, signal, sys, threading
from PIL import Image, ImageDraw
from cropvlm_tools import zoom

def page(number):
    image = Image.new("RGB", (320, 120), "white")
    ImageDraw.Draw(image).text((9, 9), f"Total {number}", fill="black")
    return image

def busy():
    number = 1
    while not forked.is_set():
        zoom(page(number), "What is the total?")
        number += 1
        begun.set()

zoom(page(0), "What is the total?")
begun, forked = threading.Event(), threading.Event()
thread = threading.Thread(target=busy)
thread.start()
begun.wait()
children = []
for ends in (os._exit, sys.exit):
    child = os.fork()
    if not child:
        signal.alarm(120)  # one that hangs does not stay
        assert zoom(page(-1), "What is the total?").outcome == "zoomed"
        ends(7)
    children.append(child)
forked.set()
thread.join()
print(*(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
os._exit(0)
"""


@needs_fork
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # of Python 3.12: forks with threads
@pytest.mark.parametrize("kind", [threading.Lock, threading.RLock])
def test_a_lock_that_a_thread_holds_is_open_in_a_child(kind: Callable[[], threading.Lock]) -> None:
    lock, held, done = Lock(kind), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    child = os.fork()
    if not child:
        with lock:
            os._exit(7)
    done.set()
    thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


@needs_fork
def test_a_child_zooms_while_another_thread_of_its_parent_does() -> None:
    """It neither waits for what the thread holds nor, at its end, for the engine's threads, which it has not got."""
    done = subprocess.run([sys.executable, "-c", ZOOMS], capture_output=True, text=True)
    assert done.stdout == "7 7\n", done.stderr
