#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How quickly, and how well, the directories are searched.

usage: find.py make REGISTER ROWS ODS-FILE…
       find.py measure HTTP-PORT EMAIL PASSWORD-FILE FOLDER REGISTER ODS-FILE…

`make` writes a register of invented entries in the form of the ICO's, with words and towns of the ODS files. `measure` takes
1,000 names of either, spells them as they are and as people misspell them, and asks for them: by 8 clients with wrk for
the time, and one after the other for whether the name is among the first.
"""

import csv
import http.client
import itertools
import json
import pathlib
import random
import re
import subprocess
import sys
import urllib.parse

NAMES = 1000
CLIENTS = 8
TRADES = """Plumbing,Electrical,Consulting,Services,Solutions,Properties,Care,Dental Care,Dental Practice,Accountants,
Solicitors,Estates,Lettings,Holdings,Media,Design,Digital,Software,Technology,Engineering,Construction,Builders,Motors,
Transport,Logistics,Security,Recruitment,Training,Day Nursery,Primary School,Parish Council,Photography,Beauty,Fitness,
Physiotherapy,Opticians,Pharmacy,Medical Centre,Surgery,Health Centre,Healthcare,Home Care,Nursing Home,Vets,Farms,Catering,
Hotel,Travel,Taxis,Insurance,Financial Services,Investments,Charity,Association,Housing,Management,Cleaning,Landscapes,
Interiors,Roofing,Joinery,Marketing,Events,Productions,Print,Football Club,Energy,Heating,Environmental,Surveyors,Architects,
Developments,Partnership,Associates,Trading,Stores,News""".replace("\n", "").split(",")
FIRST = "James,John,Mary,Sarah,David,Michael,Paul,Andrew,Mark,Susan,Helen,Emma,Robert,Peter,Claire,Priya,Anita,Wei,Piotr,Grace"
FORMS = ["Ltd"] * 30 + ["Limited"] * 28 + [""] * 14 + ["LLP", "CIC", "& Co", "& Sons", "& Partners", "(UK) Ltd", "plc"]
BEGINNINGS = "ba be bo cal can car chi clar con cor da den dor el fa far gar gil ha hol jen ka kil la lin ma mel mor na nor par "
ENDS = "ton son man ley well ford ham wood field er ing ell an ard worth by den shaw ker more lock ridge stone bury"


def entries(paths: list[str]) -> list[tuple[str, str, str]]:
    """The open ones: code, name, town."""
    found = []
    for path in paths:
        with open(path, newline="", encoding="cp1252", errors="replace") as file:
            for row in csv.reader(file):
                if len(row) == 27 and not row[11] and row[12] in ("A", ""):
                    lines = [line for line in row[4:9] if line]
                    # The county stands behind the town, where there is one.
                    found.append((row[0], row[1], "" if len(lines) < 2 else lines[-2] if len(lines) > 3 else lines[-1]))
    return found


def make(path: str, rows: int, files: list[str]) -> None:
    chance = random.Random(1)
    known = entries(files)
    towns = sorted({town.title() for _, _, town in known if town}) or ["Leeds"]
    parts, ends = (BEGINNINGS * 2).split(), ENDS.split()
    surnames = sorted(
        {"".join(chance.choices(parts, k=chance.choice([1, 2, 2]))).title() + chance.choice(ends) for _ in range(200_000)}
    )
    chance.shuffle(surnames)
    weights = list(itertools.accumulate(1 / (place + 20) for place in range(len(surnames))))

    def surname() -> str:
        return chance.choices(surnames, cum_weights=weights)[0]

    forms = [
        lambda: f"{chance.choice(FIRST.split(','))} {surname()}",
        lambda: f"Dr {chance.choice('ABCDEFGHJKLMNPRSTW')} {surname()}",
        lambda: f"{surname()} {chance.choice(TRADES)} {chance.choice(FORMS)}",
        lambda: f"{surname()} {chance.choice(TRADES)} {chance.choice(FORMS)}",
        lambda: f"{chance.choice(towns)} {chance.choice(TRADES)} {chance.choice(FORMS)}",
        lambda: f"{surname()} & {surname()} {chance.choice(FORMS)}",
        lambda: f"St {chance.choice(FIRST.split(','))}'s {chance.choice(TRADES)} {chance.choice(towns)}",
        lambda: f"The {surname()} {chance.choice(TRADES)} {chance.choice(FORMS)}",
    ]
    with open(path, "w", newline="", encoding="utf-8") as file:
        write = csv.writer(file).writerow
        lines = [f"Organisation_address_line_{number}" for number in range(1, 6)]
        write(
            ["Registration_number", "Organisation_name", *lines, "Organisation_postcode", "End_date_of_registration",
             "DPO_or_Person_responsible_for_DP_Email"]
        )  # fmt: skip
        for number in range(rows):
            name = known[number][1].title() if number < len(known) else " ".join(chance.choice(forms)().split())
            street = f"{chance.randint(1, 200)} {surname()} {chance.choice(['Road', 'Street', 'Lane', 'Close'])}"
            end = f"2{chance.randint(100, 150):03}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            postcode = f"ZZ{chance.randint(1, 99)} {chance.randint(1, 9)}{''.join(chance.choices('ABDEFGHJLNP', k=2))}"
            write([f"ZX{number:07}", name, street, "", "", chance.choice(towns), "", postcode, end, "nobody@example.org"])


def misspelt(name: str, town: str, chance: random.Random) -> str:
    """As people write it: a letter wrong, and sometimes more."""
    words = name.split()
    places = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if places:
        place = chance.choice(places)
        word = list(words[place])
        at = chance.randrange(1, len(word) - 1)
        kind = chance.randrange(4)
        if kind == 0:
            del word[at]
        elif kind == 1:
            word.insert(at, chance.choice([word[at], chance.choice("aeinorst")]))
        elif kind == 2:
            word[at] = chance.choice("aeinorst")
        else:
            word[at], word[at + 1] = word[at + 1], word[at]
        words[place] = "".join(word)
    text = " ".join(words).lower()
    if chance.random() < 0.5:
        text = re.sub(r"\bst\b", "saint", text)
        text = text.replace("&", "and") if "&" in text else re.sub(r"\band\b", "&", text)
    if chance.random() < 0.2:
        words = text.split()
        text = " ".join(words[1:] + words[:1])
    if town and chance.random() < 0.2:
        text += " " + town.split()[0].lower()
    return text.replace("'", "") if chance.random() < 0.5 else text


class Searching:
    def __init__(self, port: int, email: str, password: str, folder: pathlib.Path) -> None:
        self.port = port
        self.folder = folder
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        body = json.dumps({"email": email, "password": password})
        self.connection.request("POST", "/api/v1/sessions", body, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        self.bearer = f"Bearer {json.loads(answer.read())['token']}"

    def first(self, path: str) -> list[str]:
        """The names of the first five."""
        self.connection.request("GET", path, headers={"Authorization": self.bearer})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            sys.exit(f"{path} gave {answer.status}: {text.decode()[:300]}")
        return [key(item["name"]) for item in json.loads(text)["items"][:5]]

    def times(self, paths: list[str]) -> tuple[str, str, float]:
        """p50, p99 and rate of 8 clients that go through the paths."""
        (self.folder / "paths.txt").write_text("\n".join(paths))
        script = self.folder / "paths.lua"
        script.write_text(
            f"""
            local paths, at = {{}}, 0
            for path in io.lines("{self.folder}/paths.txt") do paths[#paths + 1] = path end
            request = function()
                at = at % #paths + 1
                return wrk.format("GET", paths[at], {{["Authorization"] = "{self.bearer}"}})
            end
            """
        )
        command = ["wrk", "--latency", f"-c{CLIENTS}", "-t1", "-d20s", "--timeout", "10s", "-s", str(script)]
        text = subprocess.run(
            [*command, f"http://127.0.0.1:{self.port}/"], capture_output=True, text=True, check=True
        ).stdout
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        if bad:
            sys.exit(f"{bad[1]} answers were not good")
        times = [re.search(rf"{share}%\s+([0-9.]+(?:us|ms|s))", text)[1] for share in ("50", "99")]
        return times[0], times[1], float(re.search(r"Requests/sec:\s+([0-9.]+)", text)[1])


def key(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.lower().replace("'", "").replace("’", "")))


def measure(port: int, email: str, password: str, folder: pathlib.Path, register: str, files: list[str]) -> None:
    search = Searching(port, email, password, folder)
    chance = random.Random(2)
    with open(register, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        listed = [(row[0], row[1], row[5]) for row in rows]
    print(f"| names, {NAMES} of each, {CLIENTS} at once | searches/s | p50 | p99 | name is first | among the first 5 |")
    print("|---|---|---|---|---|---|")
    for directory, all_of in (("ods", entries(files)), ("ico", listed)):
        chosen = chance.sample(all_of, min(NAMES, len(all_of)))
        forms = (
            ("as they are", lambda name, town: name),
            ("misspelt", lambda name, town: misspelt(name, town, chance)),
        )
        for form, spell in forms:
            typed = [(name, spell(name, town)) for _, name, town in chosen]
            paths = [f"/api/v1/directories/{directory}?name={urllib.parse.quote(text)}" for _, text in typed]
            found = [(key(name), search.first(path)) for (name, _), path in zip(typed, paths)]
            top = sum(names[:1] == [name] for name, names in found) / len(found)
            five = sum(name in names for name, names in found) / len(found)
            middle, late, rate = search.times(paths)
            print(
                f"| {directory.upper()}, {len(all_of):,}, {form} | {rate:.0f} | {middle} | {late} | {top:.1%} | {five:.1%} |",
                flush=True,
            )
            if form == "misspelt":
                missed = [text for (name, text), (wanted, names) in zip(typed, found) if wanted not in names]
                (folder / f"missed-{directory}.txt").write_text("\n".join(missed))


if sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
else:
    secret = pathlib.Path(sys.argv[4]).read_text().strip()
    measure(int(sys.argv[2]), sys.argv[3], secret, pathlib.Path(sys.argv[5]), sys.argv[6], sys.argv[7:])
