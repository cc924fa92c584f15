// SPDX-License-Identifier: Apache-2.0

import Speech
import func Glibc.pow
import func Glibc.sin

/// Speaks six digits so that a person hears them and a program has to work for it, for those who would rather listen. C-04
enum ChallengeSound {
    /// Without nine, which people take for five or one.
    static let alphabet: [Character] = Array("012345678")
    /// How much louder the digits are than all that is around them, in decibels.
    static let clearance: Float = 8
    private static let names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight"]

    static func digits(using generator: inout some RandomNumberGenerator) -> String {
        String((0..<6).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    /// What is said, in every voice: made when somebody first listens.
    private static let clips = Result { () throws(SpeechError) in try Clips() }

    private struct Clips {
        /// The words before the digits.
        let opening: [Sound]
        /// By digit.
        let digits: [[Sound]]

        /// Voices of espeak-ng's that draw no random numbers of their own.
        static let voices = [
            "gmw/en", "gmw/en+m3", "gmw/en+f1", "gmw/en+m7", "gmw/en-GB-x-rp+m1", "gmw/en-GB-x-rp+f4",
            "gmw/en-US+m4", "gmw/en-US+f1", "gmw/en-GB-scotland+m3", "gmw/en-GB-scotland+f4",
        ]

        /// By every voice, every other one lower and slower.
        private static func say(_ text: String) throws(SpeechError) -> [Sound] {
            try Speaker.say(
                voices.enumerated().map { index, voice in
                    index.isMultiple(of: 2)
                        ? Speaker.Line(text, voice: voice, pitch: 40, pace: 135)
                        : Speaker.Line(text, voice: voice, pitch: 60, pace: 155)
                })
        }

        init() throws(SpeechError) {
            opening = try Self.say("Type these six numbers.")
            var digits: [[Sound]] = []
            for name in names { digits.append(try Self.say(name)) }
            self.digits = digits
        }
    }

    /// Whether anything can be said on this machine.
    static func check() throws(SpeechError) { _ = try Speaker.say([Speaker.Line(names[0], voice: Clips.voices[0])]) }

    /// - Parameter generator: what all of the sound follows from: the same numbers give the same sound.
    static func speak(
        _ digits: String, using generator: inout some RandomNumberGenerator
    ) throws(SpeechError) -> Sound {
        let clips = try clips.get()
        var said = Sound(silence: 0.5)
        said.add(level(any(of: clips.opening, &generator)), at: 0.3)
        for digit in digits {
            guard let value = digit.wholeNumberValue, clips.digits.indices.contains(value) else { continue }
            let clip = bent(any(of: clips.digits[value], &generator), by: 0.1, &generator)
            let gain = ratio(.random(in: -2...2, using: &generator))
            said.add(
                level(clip), at: said.length + .random(in: 0.35...0.75, using: &generator), gain: gain)
        }
        said.add(Sound(silence: 0.4), at: said.length)
        said = inARoom(said, &generator)
        var around = Sound(silence: said.length)
        // What people say backwards nobody understands, and everybody can leave aside.
        for _ in 0..<3 { around.add(level(murmur(clips, said.length, &generator)), at: 0) }
        around = level(around)
        around.add(level(rushing(said.length, &generator)), at: 0, gain: ratio(-4))
        said = level(said)
        said.add(Sound(Array(level(around).samples.prefix(said.samples.count))), at: 0, gain: ratio(-clearance))
        return said.louder(by: 0.9 / max(said.peak, 0.001))
    }

    private static func any(of sounds: [Sound], _ generator: inout some RandomNumberGenerator) -> Sound {
        sounds[Int.random(in: 0..<sounds.count, using: &generator)]
    }

    /// As a factor of samples.
    private static func ratio(_ decibels: Float) -> Float { pow(10, decibels / 20) }

    /// At the loudness of all.
    private static func level(_ sound: Sound) -> Sound {
        sound.louder(by: 0.1 / max(sound.power.squareRoot(), 0.000_1))
    }

    /// Faster or slower, and not evenly.
    private static func bent(
        _ sound: Sound, by most: Double, _ generator: inout some RandomNumberGenerator
    ) -> Sound {
        let speed = 1 + Double.random(in: -most...most, using: &generator)
        let (swing, phase) = (
            Double.random(in: 0...0.06, using: &generator), Double.random(in: 0...6.28, using: &generator)
        )
        let pace = Double.random(in: 8...20, using: &generator)
        return sound.played { speed + swing * sin(pace * $0 + phase) }
    }

    /// With what comes back from its walls.
    private static func inARoom(_ sound: Sound, _ generator: inout some RandomNumberGenerator) -> Sound {
        var all = sound
        for _ in 0..<4 {
            let back = sound.softened(above: .random(in: 1_500...4_000, using: &generator))
            all.add(
                back, at: .random(in: 0.01...0.07, using: &generator), gain: .random(in: 0.08...0.2, using: &generator))
        }
        return all
    }

    private static func murmur(
        _ clips: Clips, _ length: Double, _ generator: inout some RandomNumberGenerator
    ) -> Sound {
        var murmur = Sound()
        while murmur.length < length {
            let clip = bent(
                any(of: clips.digits[Int.random(in: 0..<names.count, using: &generator)], &generator), by: 0.2,
                &generator)
            murmur.add(level(clip.reversed), at: murmur.length + .random(in: 0...0.15, using: &generator))
        }
        return murmur
    }

    /// Noise that is stronger below, as speech is.
    private static func rushing(_ length: Double, _ generator: inout some RandomNumberGenerator) -> Sound {
        var rushing = Sound(silence: length)
        var numbers: UInt64 = 0
        for index in rushing.samples.indices {
            // Four samples a number.
            numbers = index % 4 == 0 ? generator.next() : numbers >> 16
            rushing.samples[index] = Float(Int16(truncatingIfNeeded: numbers)) / 32_768
        }
        return rushing.softened(above: 1_200)
    }
}
