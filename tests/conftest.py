"""What every test starts from: no network, no settings of the person who runs it."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("finops", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("finops")

REPOSITORY = Path(__file__).resolve().parent.parent

_REAL_CONNECT = socket.socket.connect


def _connect_nearby(self: socket.socket, address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else None
    if host not in (None, "127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"finops works offline, but something connects to {host}")
    _REAL_CONNECT(self, address)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(autouse=True)
def _a_machine_without_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No variable, home or user configuration reaches a test; what it starts inherits the same."""
    for name in list(os.environ):
        if name.startswith("FINOPS_") or name in {"COLUMNS", "NO_COLOR", "FORCE_COLOR", "TZ"}:
            monkeypatch.delenv(name)
    home = str(tmp_path_factory.mktemp("home"))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, home)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_nearby)
