"""Promises of README: its programs in Python and JavaScript print what they say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

README = Path("README.md").read_text(encoding="utf-8")
JOBS = README.partition("## Five jobs")[2].partition("\n## ")[0]
(PYTHON,) = re.findall(r"```python\n(.*?)```", JOBS, re.DOTALL)
(JAVASCRIPT,) = re.findall(r"```javascript\n(.*?)```", JOBS, re.DOTALL)
BASE = "http://127.0.0.1:8000/"
NODE = shutil.which("node")


def run(command: list[str], program: str, demo: httpx.Client) -> list[str]:
    """Run a program against the demo; return the lines that it prints."""
    words = [*command, program.replace(BASE, str(demo.base_url).rstrip("/") + "/")]
    made = subprocess.run(  # noqa: S603  the code is README's own
        words, capture_output=True, text=True, timeout=60, check=False
    )
    assert made.returncode == 0, made.stderr
    return made.stdout.splitlines()


def said(program: str) -> list[str]:
    """Return what a program says that it prints; `…` stands for anything."""
    return re.findall(r"(?:#|//) → (.*)", program)


def agree(promised: list[str], printed: list[str]) -> bool:
    """Compare line by line."""
    patterns = (re.escape(line).replace("…", ".*") for line in promised)
    lines = zip(patterns, printed, strict=True)
    return all(re.fullmatch(pattern, line) for pattern, line in lines)


def asked(program: str) -> list[str]:
    """Return the addresses that a program asks, in order."""
    return re.findall(r'(?:(?<!\.)get\(|url(?:, count)? = )"([^"]+)"', program)


def test_python_prints_what_readme_says(demo: httpx.Client) -> None:
    printed = run([sys.executable, "-c"], PYTHON, demo)
    assert agree(said(PYTHON), printed), printed


@pytest.mark.skipif(NODE is None, reason="there is no Node.js; the next test compares the programs")
def test_javascript_prints_what_readme_says(demo: httpx.Client) -> None:
    printed = run([NODE or "node", "--input-type=module", "-e"], JAVASCRIPT, demo)
    assert agree(said(JAVASCRIPT), printed), printed


def test_javascript_asks_what_python_asks() -> None:
    assert asked(JAVASCRIPT) == asked(PYTHON)
    assert len(asked(PYTHON)) == 6
    assert [line.lower() for line in said(JAVASCRIPT)] == [line.lower() for line in said(PYTHON)]
