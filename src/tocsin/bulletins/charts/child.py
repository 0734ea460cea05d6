"""The child process: reads one request a line, answers one line. Holds vl-convert so that the site need not."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

FORMATS = ("svg", "png")


def answer(request: dict[str, Any]) -> dict[str, str]:
    """`{"svg": text}` or `{"png": base64}`, or `{"error": text}`."""
    import vl_convert as vlc

    try:
        if request["format"] == "png":
            return {
                "png": base64.b64encode(vlc.vegalite_to_png(request["spec"], scale=2, allowed_base_urls=[])).decode()
            }
        return {"svg": vlc.vegalite_to_svg(request["spec"], allowed_base_urls=[])}
    except Exception as error:
        return {"error": str(error) or type(error).__name__}


def main() -> None:
    """Serve until the pipe closes."""
    pipe = sys.stdout
    sys.stdout = sys.stderr  # nothing else may write into the answers
    for line in sys.stdin:
        pipe.write(json.dumps(answer(json.loads(line))) + "\n")
        pipe.flush()


if __name__ == "__main__":
    main()
