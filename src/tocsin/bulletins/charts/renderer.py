"""One long-lived child process that renders charts; started when first asked, started again when it dies."""

from __future__ import annotations

import base64
import json
import selectors
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.errors import TocsinError

COMMAND = (sys.executable, str(Path(__file__).with_name("child.py")))  # by path: it needs nothing of the house
PATIENCE = 60.0  # seconds for one chart, the start of the process included


class ChartFailed(TocsinError):
    """For whoever draws: the renderer refused this chart, or died twice over it."""

    exit_code = 6


@dataclass(slots=True)
class Renderer:
    """Ask with `render`; safe to use from several threads, one chart at a time."""

    command: tuple[str, ...] = COMMAND
    patience: float = PATIENCE
    _child: subprocess.Popen[str] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def render(self, spec: dict[str, Any], kind: str = "svg") -> bytes:
        """The chart as SVG or PNG. Raises `ChartFailed`."""
        request = json.dumps({"spec": spec, "format": kind})
        with self._lock:
            reply = self._ask(request) or self._ask(request)  # a dead child is replaced, once
        if reply is None:
            raise ChartFailed("the chart process died twice over one chart", next_step="run `tocsin doctor`")
        if "error" in reply:
            raise ChartFailed(
                "this chart cannot be drawn", got=reply["error"], next_step="report it with the address of the page"
            )
        return reply["svg"].encode() if kind == "svg" else base64.b64decode(reply["png"])

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, None before the first chart."""
        return self._child.pid if self._child else None

    def _ask(self, request: str) -> dict[str, str] | None:
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(request + "\n")
            child.stdin.flush()
            line = child.stdout.readline() if self._answers(child) else ""
        except (BrokenPipeError, ValueError, OSError):
            line = ""
        if line:
            return json.loads(line)
        self.close()
        return None

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
        return self._child

    def _answers(self, child: subprocess.Popen[str]) -> bool:
        """Whether something comes back in time."""
        assert child.stdout is not None
        with selectors.DefaultSelector() as waiting:
            waiting.register(child.stdout, selectors.EVENT_READ)
            return bool(waiting.select(self.patience))
