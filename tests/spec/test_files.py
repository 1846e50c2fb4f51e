"""Files that are missing, unreadable, or no text: one clear error, never a traceback."""

import os
from pathlib import Path

import pytest

from orchestrator.errors import SpecError
from orchestrator.spec import environments, load
from orchestrator.spec.files import MAX_BYTES

HEAD = b"apiVersion: orchestrator.dev/v1\nkind: Stack\nmetadata: {name: a}\n"


def refused(path: Path, message: str) -> None:
    for call in (load, environments):
        with pytest.raises(SpecError, match=message) as caught:
            call(path)
        assert "\n" not in str(caught.value)


def test_a_missing_file(tmp_path):
    refused(tmp_path / "none.yaml", r"none\.yaml: there is no such file")


def test_an_empty_folder(tmp_path):
    refused(tmp_path, r"there is no stack\.yaml in this folder \(try `orchestrator init`\)")


def test_two_stack_files(tmp_path):
    (tmp_path / "stack.yaml").write_bytes(HEAD)
    (tmp_path / "stack.yml").write_bytes(HEAD)
    refused(tmp_path, r"both stack\.yaml and stack\.yml")


def test_two_files_of_one_environment(tmp_path):
    (tmp_path / "stack.yml").write_bytes(HEAD)
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/dev.yaml").write_text("")
    (tmp_path / "environments/dev.yml").write_text("")
    refused(tmp_path, "'dev' has two files")


def test_a_folder_called_stack_yaml(tmp_path):
    (tmp_path / "stack.yaml").mkdir()
    refused(tmp_path, "this is not a file")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "stack.yaml")
    refused(tmp_path, "this is not a file")


def test_a_link_to_itself(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "a")
    refused(tmp_path / "a", "cannot be read|no such file")


def test_a_name_that_no_file_can_have(tmp_path):
    refused(tmp_path / "a\0b", "cannot be read|no such file")


def test_a_name_that_is_too_long(tmp_path):
    refused(tmp_path / ("a" * 5000), "cannot be read: File name too long")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xef\xbb\xbf" + HEAD, "UTF-8 with a byte order mark"),
        ("a: b".encode("utf-16"), "the file is UTF-16"),
        (b"a: b\n\xc3\xa9\xff: c\n", r":2:2: the file is not UTF-8 text"),
        (b"\x7fELF\x02\x01\x01\x00\x00", r":1:1: the character U\+007F cannot stand in YAML"),
        (b"a: \x00\n", r":1:4: the character U\+0000"),
        (b"", "no document of kind Stack"),
        (b"# nothing\n---\n---\n", "no document of kind Stack"),
        (b"x" * (MAX_BYTES + 1), "larger than 8 MiB"),
        (b"[" * 100_000, ":1:41: nested more than 40 levels deep"),
        (b"a: " + b"{a: " * 50_000, "nested more than 40 levels deep"),
        (b"[" + b"1, " * 600_000, "more than 500,000 values"),
        (b"- " * 50_000, "nested more than 40 levels deep"),
        (HEAD + HEAD, "given twice"),
        (HEAD + b"resources: {}\n---\n" + HEAD, r":6:1: a file holds one stack"),
        (HEAD + b"resources: {}\n--- 5\n", r":5:5: a document must be a mapping"),
    ],
)
def test_content(tmp_path, content, message):
    (tmp_path / "stack.yaml").write_bytes(content)
    with pytest.raises(Exception, match=message) as caught:
        load(tmp_path / "stack.yaml")
    assert all(isinstance(error, SpecError) for error in caught.value.each())


def test_aliases_cannot_multiply(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    (tmp_path / "stack.yaml").write_bytes(HEAD + "\n".join(lines).encode())
    with pytest.raises(SpecError, match=r"stack\.yaml:9:5: more than 500,000 values"):
        load(tmp_path)


def test_anchors_and_aliases_are_allowed(tmp_path):
    text = HEAD.decode() + "resources:\n"
    text += "  a: {type: ObjectBucket@v1, placement: &here {provider: aws}, labels: &l {x: y}}\n"
    text += "  b: {type: ObjectBucket@v1, placement: *here, labels: *l}\n"
    text += "---\napiVersion: orchestrator.dev/v1\nkind: Environment\nmetadata: {name: dev}\n"
    text += "providers: {aws: {region: x}}\n"
    (tmp_path / "stack.yaml").write_text(text)
    first, second = load(tmp_path).stack.resources
    assert first.labels == second.labels == {"x": "y"}
    assert first.target == second.target
