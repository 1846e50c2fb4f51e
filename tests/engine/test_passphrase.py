"""The passphrase is found, made once, and never readable by others."""

from pathlib import Path

import pytest

from orchestrator.engine.passphrase import passphrase_environment
from orchestrator.errors import EngineError


def test_the_environment_wins(tmp_path: Path) -> None:
    assert passphrase_environment("shop", tmp_path, {"PULUMI_CONFIG_PASSPHRASE": ""}) == {
        "PULUMI_CONFIG_PASSPHRASE": ""
    }
    assert not list(tmp_path.iterdir())


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


@pytest.mark.usefixtures("no_desktop")
def test_without_a_keyring_it_is_a_private_file_made_once(tmp_path: Path) -> None:
    first = passphrase_environment("shop", tmp_path, {})
    file = Path(first["PULUMI_CONFIG_PASSPHRASE_FILE"])
    kept = file.read_text()
    assert len(kept) >= 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert passphrase_environment("shop", tmp_path, {}) == first
    assert file.read_text() == kept


@pytest.mark.usefixtures("no_desktop")
def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = Path(passphrase_environment("shop", tmp_path, {})["PULUMI_CONFIG_PASSPHRASE_FILE"])
    file.chmod(0o644)
    with pytest.raises(EngineError, match="can be read by others"):
        passphrase_environment("shop", tmp_path, {})


@pytest.mark.usefixtures("no_desktop")
def test_a_passphrase_of_the_keyring_is_never_replaced_by_a_second_one(tmp_path: Path) -> None:
    (tmp_path / "passphrases").mkdir()
    (tmp_path / "passphrases" / "shop.keyring").touch()
    with pytest.raises(EngineError, match="keyring, which cannot be reached"):
        passphrase_environment("shop", tmp_path, {})
    assert not (tmp_path / "passphrases" / "shop").exists()
