#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Lets programs answer challenges, each kind by itself, and prints how many they got right. Nobody is registered: the
password that goes along is too short, and the answer says whether it was the only fault.

usage: challenge.py HTTP-PORT [CHALLENGES]
"""

import base64
import http.client
import io
import json
import subprocess
import sys
import tempfile
import time
import urllib.parse
import wave

import numpy
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
from pocketsphinx.pocketsphinx import Decoder

from words import solve

RATE = 11025
DIGITS = "zero one two three four five six seven eight".split()
LETTERS = "ACEHJKLMNPTUWXY"
OPENING = 2 * RATE  # the words before the digits are always the same


class Door:
    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, method: str, path: str, body: dict | None = None) -> dict:
        text = json.dumps(body) if body else None
        self.connection.request(method, "/api/v1/" + path, text, {"Content-Type": "application/json"})
        return json.loads(self.connection.getresponse().read())

    def accepts(self, challenge: dict, answer: str) -> bool:
        """Whether the answer was right."""
        body = {"email": "a@example.nhs.uk", "displayName": "A Person", "password": "short"}
        body |= {"challenge": challenge["token"], "challengeAnswer": answer or "nothing"}
        errors = self.send("POST", "accounts", body)["errors"]
        assert any(error["field"] == "password" for error in errors), errors
        return not any(error["field"] == "challengeAnswer" for error in errors)

    def sound(self, challenge: dict) -> numpy.ndarray:
        answer = self.send("GET", "challenges/sound?challenge=" + urllib.parse.quote(challenge["token"]))
        return samples(base64.b64decode(answer["sound"]))


def samples(file: bytes) -> numpy.ndarray:
    with wave.open(io.BytesIO(file)) as sound:
        return numpy.frombuffer(sound.readframes(sound.getnframes()), numpy.int16).astype(float) / 32768


def inked(image: bytes) -> PIL.Image.Image:
    """White where a letter is: dots and lines are paler."""
    return PIL.Image.open(io.BytesIO(image)).convert("L").point(lambda shade: 255 if shade < 60 else 0)


def read(image: bytes) -> str:
    """Tesseract, which was made for pages."""
    picture = inked(image).point(lambda shade: 255 - shade)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        picture.resize((3 * picture.width, 3 * picture.height)).save(file.name)
        command = ["tesseract", file.name, "-", "--psm", "7", "-c", f"tessedit_char_whitelist={LETTERS}"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().replace(" ", "")


class Fitter:
    """Somebody who knows with which letters we write: lays each, turned and leaning, over each place of the picture."""

    FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
    SIZE = 128

    def __init__(self) -> None:
        font = PIL.ImageFont.truetype(self.FONT, 39)
        self.forms = []
        for letter in LETTERS:
            upright = PIL.Image.new("L", (64, 64))
            PIL.ImageDraw.Draw(upright).text((32, 32), letter, 255, font, anchor="mm")
            for lean in (-0.2, 0, 0.2):
                leaning = upright.transform((64, 64), PIL.Image.AFFINE, (1, lean, -32 * lean, 0, 1, 0), PIL.Image.BILINEAR)
                for angle in range(-24, 25, 6):
                    form = numpy.asarray(leaning.rotate(angle, PIL.Image.BILINEAR)).astype(float) / 255
                    self.forms.append((letter, form.sum(), numpy.conj(numpy.fft.rfft2(form, (self.SIZE, self.SIZE)))))

    def read(self, image: bytes) -> str:
        whole = numpy.asarray(inked(image)).astype(float) / 255
        # Where each of them stands, and a little of its neighbours.
        return "".join(self.letter(whole[:, max(0, 4 + 39 * index) : 48 + 39 * index]) for index in range(6))

    def letter(self, part: numpy.ndarray) -> str:
        area, spectrum = part.sum(), numpy.fft.rfft2(part, (self.SIZE, self.SIZE))
        # How much of both is the same, at the best place.
        fits = [
            (2 * numpy.fft.irfft2(spectrum * form, (self.SIZE, self.SIZE)).max() / (area + size), letter)
            for letter, size, form in self.forms
        ]
        return max(fits)[1]


class Recogniser:
    """PocketSphinx, which was made for anybody's speech, told that six digits follow the opening."""

    MODEL = "/usr/share/pocketsphinx/model/en-us/"

    def __init__(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".gram") as grammar:
            number = "|".join(DIGITS)
            grammar.write(f"#JSGF V1.0;\ngrammar digits;\npublic <all> = {'<n> ' * 6};\n<n> = {number};\n")
            grammar.flush()
            settings = Decoder.default_config()
            settings.set_string("-hmm", self.MODEL + "en-us")
            settings.set_string("-dict", self.MODEL + "cmudict-en-us.dict")
            settings.set_string("-jsgf", grammar.name)
            settings.set_string("-logfn", "/dev/null")
            self.decoder = Decoder(settings)

    def hear(self, sound: numpy.ndarray) -> str:
        sound = sound[OPENING:]
        # Its model wants 16,000 samples a second.
        places = numpy.arange(int(len(sound) * 16000 / RATE)) * RATE / 16000
        faster = numpy.interp(places, numpy.arange(len(sound)), sound) * 32767
        self.decoder.start_utt()
        self.decoder.process_raw(faster.astype(numpy.int16).tobytes(), False, True)
        self.decoder.end_utt()
        heard = self.decoder.hyp()
        return "".join(str(DIGITS.index(word)) for word in (heard.hypstr if heard else "").split() if word in DIGITS)


class Matcher:
    """Somebody who knows with which voices we speak: holds each digit of each voice beside every place of the sound."""

    VOICES = [
        *("gmw/en", "gmw/en+m3", "gmw/en+f1", "gmw/en+m7", "gmw/en-GB-x-rp+m1", "gmw/en-GB-x-rp+f4"),
        *("gmw/en-US+m4", "gmw/en-US+f1", "gmw/en-GB-scotland+m3", "gmw/en-GB-scotland+f4"),
    ]
    STEP, WINDOW, BANDS, GAP = 110, 276, 24, 25

    def __init__(self) -> None:
        edges = 700 * (10 ** (numpy.linspace(self.mel(120), self.mel(5300), self.BANDS + 2) / 2595) - 1)
        bins = numpy.fft.rfftfreq(512, 1 / RATE)
        bands = zip(edges, edges[1:], edges[2:])
        slopes = [numpy.minimum((bins - low) / (top - low), (high - bins) / (high - top)) for low, top, high in bands]
        self.filters = numpy.clip(numpy.array(slopes), 0, None).T
        said = [(digit, form) for digit, name in enumerate(DIGITS) for form in self.forms(name)]
        spectra = [(digit, self.spectrum(form)) for digit, form in said]
        self.level = numpy.mean([spectrum.mean() for _, spectrum in spectra])
        self.templates = [(digit, len(one), self.even(self.shape(one).ravel())) for digit, one in spectra]

    @staticmethod
    def mel(frequency: float) -> float:
        return 2595 * numpy.log10(1 + frequency / 700)

    def forms(self, name: str):
        """A digit in every voice, at three speeds."""
        for index, voice in enumerate(self.VOICES):
            pitch, pace = ("60", "155") if index % 2 else ("40", "135")
            command = ["espeak-ng", "-v", voice, "-p", pitch, "-s", pace, "--stdout", name]
            file = subprocess.run(command, capture_output=True, check=True).stdout
            sound = numpy.frombuffer(file[44:], numpy.int16).astype(float) / 32768
            sound = numpy.convolve(sound, numpy.hanning(9) / numpy.hanning(9).sum(), "same")[::2]
            power = numpy.convolve(sound**2, numpy.ones(220) / 220, "same")
            heard = numpy.nonzero(power > power.max() / 1000)[0]
            sound = sound[heard[0] : heard[-1]]
            sound = sound / numpy.sqrt(numpy.mean(sound**2))
            for speed in (0.9, 1.0, 1.1):
                yield numpy.interp(numpy.arange(0, len(sound) - 1, speed), numpy.arange(len(sound)), sound)

    def spectrum(self, sound: numpy.ndarray) -> numpy.ndarray:
        parts = numpy.lib.stride_tricks.sliding_window_view(sound, self.WINDOW)[:: self.STEP]
        return numpy.abs(numpy.fft.rfft(parts * numpy.hanning(self.WINDOW), 512)) ** 2 @ self.filters

    def shape(self, spectrum: numpy.ndarray) -> numpy.ndarray:
        return numpy.log(spectrum + 0.3 * self.level)

    @staticmethod
    def even(values: numpy.ndarray) -> numpy.ndarray:
        values = values - values.mean(-1, keepdims=True)
        return values / numpy.sqrt((values**2).sum(-1, keepdims=True) + 1e-9)

    def hear(self, sound: numpy.ndarray) -> str:
        spectrum = self.spectrum(sound[OPENING:])
        powers = numpy.sort(spectrum.mean(1))
        # As loud as a template, by the louder two fifths.
        shape = self.shape(spectrum / powers[int(0.6 * len(powers)) :].mean() * self.level)
        count = len(shape)
        best, who, lasting = numpy.full(count, -9.0), numpy.zeros(count, int), numpy.zeros(count, int)
        windows = {}
        for digit, length, template in self.templates:
            if length not in windows:
                views = numpy.lib.stride_tricks.sliding_window_view(shape, length, axis=0).transpose(0, 2, 1)
                windows[length] = self.even(views.reshape(count - length + 1, -1))
            likeness = windows[length] @ template
            places = numpy.nonzero(likeness > best[: len(likeness)])[0]
            best[places], who[places], lasting[places] = likeness[places], digit, length
        return self.six(best, who, lasting)

    def six(self, best: numpy.ndarray, who: numpy.ndarray, lasting: numpy.ndarray) -> str:
        """The six places, with pauses between them, that are most like digits."""
        count = len(best)
        end = count + int(lasting.max()) + self.GAP + 1
        # By how many digits there were, and until when: how alike they are, and what they are.
        paths = [[(0.0, "") if number == 0 else (-1e9, "") for _ in range(end)] for number in range(7)]
        for place in range(end):
            for number in range(7):
                if place and paths[number][place - 1][0] > paths[number][place][0]:
                    paths[number][place] = paths[number][place - 1]
            if place >= count or not lasting[place]:
                continue
            after = place + int(lasting[place]) + self.GAP
            for number in range(6):
                likeness, digits = paths[number][place]
                if likeness + best[place] > paths[number + 1][after][0]:
                    paths[number + 1][after] = (likeness + best[place], digits + str(who[place]))
        return paths[6][-1][1]


def main() -> int:
    port, count = int(sys.argv[1]), int((sys.argv[2:] or ["300"])[0])
    door, fitter, recogniser, matcher = Door(port), Fitter(), Recogniser(), Matcher()
    print(f"| {count} challenges each | solved | time of one |\n|---|---|---|")
    for name, ask in [
        ("the question, by twenty lines that know what is asked", lambda one: solve(one["question"])),
        ("the picture, by Tesseract", lambda one: read(base64.b64decode(one["image"]))),
        ("the picture, by a program that has our letters", lambda one: fitter.read(base64.b64decode(one["image"]))),
        ("the sound, by PocketSphinx, told that six digits follow", lambda one: recogniser.hear(door.sound(one))),
        ("the sound, by a program that has our voices", lambda one: matcher.hear(door.sound(one))),
    ]:
        right, spent = 0, 0.0
        for _ in range(count):
            challenge = door.send("GET", "challenges")
            begun = time.monotonic()
            answer = ask(challenge)
            spent += time.monotonic() - begun
            right += door.accepts(challenge, answer)
        print(f"| {name} | {right} | {1000 * spent / count:.0f} ms |", flush=True)
    times = []
    challenge = door.send("GET", "challenges")
    for _ in range(100):
        begun = time.monotonic()
        door.sound(challenge)
        times.append(1000 * (time.monotonic() - begun))
    print(f"\nA sound was there after {numpy.median(times):.0f} ms, the slowest of 100 after {max(times):.0f} ms.")
    return 0


sys.exit(main())
