// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Speech

@Suite("Speech", .timeLimit(.minutes(1)))
struct SpeechTests {
    @Test("Words are spoken: more take longer, and there is no silence around them")
    func words() throws {
        let sounds = try Speaker.say([
            Speaker.Line("seven", voice: "gmw/en"),
            Speaker.Line("seven and twenty people in a boat", voice: "gmw/en"),
        ])
        #expect((0.2...0.8).contains(sounds[0].length), "\(sounds[0].length)")
        #expect(sounds[1].length > 2 * sounds[0].length)
        for sound in sounds {
            #expect(sound.power > 0.000_1 && sound.peak < 1)
            #expect(sound.trimmed == sound)
        }
    }

    @Test("Voices differ, and so do pitch and pace")
    func manners() throws {
        let sounds = try Speaker.say([
            Speaker.Line("seven", voice: "gmw/en", pace: 120), Speaker.Line("seven", voice: "gmw/en", pace: 200),
            Speaker.Line("seven", voice: "gmw/en+f1", pace: 120),
            Speaker.Line("seven", voice: "gmw/en", pitch: 90, pace: 120),
        ])
        #expect(sounds[0].length > 1.2 * sounds[1].length)
        #expect(sounds[0] != sounds[2] && sounds[0] != sounds[3])
    }

    @Test("A voice that there is not is said so, and the next one speaks")
    func unknown() throws {
        #expect(throws: SpeechError.self) { try Speaker.say([Speaker.Line("seven", voice: "gmw/nobody")]) }
        #expect(try Speaker.say([Speaker.Line("seven", voice: "gmw/en-US")]).count == 1)
    }

    @Test("Many at once are spoken one after the other")
    func together() async throws {
        let lengths = try await withThrowingTaskGroup(of: Double.self) { tasks in
            for number in 0..<16 {
                tasks.addTask {
                    let text = number.isMultiple(of: 2) ? "seven" : "seven and twenty people in a boat"
                    return try Speaker.say([Speaker.Line(text, voice: "gmw/en")])[0].length
                }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }.sorted()
        }
        #expect(lengths[7] < 0.8 && lengths[8] > 1)
    }

    @Test("A file says how long it is and how fast it plays, and holds what was in the sound")
    func wav() {
        let file = Sound([0, 1, -1, 0.5, 7, -7]).wav
        #expect(Array(file[0..<4]) == Array("RIFF".utf8) && Array(file[8..<16]) == Array("WAVEfmt ".utf8))
        // The size of what follows; 16 bytes of format; PCM; one channel.
        #expect(Array(file[4..<8]) == [48, 0, 0, 0])
        #expect(Array(file[16..<24]) == [16, 0, 0, 0, 1, 0, 1, 0])
        // 11,025 samples and 22,050 bytes a second, 2 bytes and 16 bits a sample.
        #expect(Array(file[24..<36]) == [0x11, 0x2b, 0, 0, 0x22, 0x56, 0, 0, 2, 0, 16, 0])
        #expect(Array(file[36..<44]) == Array("data".utf8) + [12, 0, 0, 0])
        #expect(Array(file[44...]) == [0, 0, 0xff, 0x7f, 0x01, 0x80, 0, 0x40, 0xff, 0x7f, 0x01, 0x80])
    }

    @Test("Sounds are added, turned round, and played faster and slower")
    func mixing() {
        var sound = Sound(silence: 1)
        #expect(sound.samples.count == 11_025 && sound.power == 0 && sound.peak == 0)
        sound.add(Sound([0.5, -0.25]), at: 1, gain: 0.5)
        #expect(Array(sound.samples.suffix(3)) == [0, 0.25, -0.125])
        #expect(Array(sound.reversed.samples.prefix(2)) == [-0.125, 0.25])
        sound.add(Sound([0.5]), at: 0)
        #expect(sound.samples[0] == 0.5 && sound.samples.count == 11_027)
        let ramp = Sound((0..<1_000).map { Float($0) / 1_000 })
        let fast = ramp.played { _ in 2 }
        #expect((499...500).contains(fast.samples.count) && abs(fast.samples[100] - 0.2) < 0.000_1)
        #expect((1_998...1_999).contains(ramp.played { _ in 0.5 }.samples.count))
    }

    @Test("Half as many samples keep what is low and lose what is high")
    func halving() {
        func tone(_ frequency: Double) -> Float {
            Sound(halving: (0..<22_050).map { Float(sine(Double($0) / 22_050 * frequency)) }).power
        }
        #expect((0.48...0.52).contains(tone(1_000)))
        #expect(tone(9_000) < 0.001)
        let noise = Sound((0..<11_025).map { Float(sine(Double($0) / 11_025 * 4_000)) })
        #expect(noise.softened(above: 500).power < 0.05 * noise.power)
    }

    /// Of a part of a turn, without the C library.
    private func sine(_ turns: Double) -> Double {
        let part = turns - turns.rounded()
        // Bhaskara's, which is right to a thousandth and more.
        let angle = 180 * 2 * abs(part)
        let value = 4 * angle * (180 - angle) / (40_500 - angle * (180 - angle))
        return part < 0 ? -value : value
    }
}
