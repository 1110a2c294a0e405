"""Examples of what blocks look like, for the list that editors choose them from."""

import json
from pathlib import Path
from typing import Any

PREVIEWS: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text())
