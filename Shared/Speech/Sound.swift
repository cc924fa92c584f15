// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A sound on one channel, from -1 to 1, with what mixing needs.
public struct Sound: Sendable, Equatable {
    /// Samples a second: enough for all that makes out speech.
    public static let rate = 11_025

    public var samples: [Float]

    public init(_ samples: [Float] = []) { self.samples = samples }

    public init(silence seconds: Double) {
        samples = Array(repeating: 0, count: Int(seconds * Double(Self.rate)))
    }

    /// Twice as many samples a second, without what half as many cannot carry.
    init(halving samples: [Float]) {
        let weights = Self.halfBand
        self.samples = samples.withUnsafeBufferPointer { samples in
            // Before the first and after the last there is silence.
            var halved = [Float](repeating: 0, count: (samples.count + 1) / 2)
            for index in halved.indices {
                let middle = 2 * index
                var sum = weights.middle * samples[middle]
                var place = 1
                for weight in weights.sides {
                    if middle >= place { sum += weight * samples[middle - place] }
                    if middle + place < samples.count { sum += weight * samples[middle + place] }
                    place += 2
                }
                halved[index] = sum
            }
            return halved
        }
    }

    /// A low pass at a quarter of the rate, 31 samples wide (a sinc under a Hann window), of which every other weight beside
    /// the middle is zero.
    private static let halfBand: (middle: Float, sides: [Float]) = {
        func weight(_ step: Int) -> Double {
            let angle = Double(step) * .pi / 2
            return (step == 0 ? 1 : sin(angle) / angle) * (1 + cos(Double(step) * .pi / 16)) / 2
        }
        let sides = stride(from: 1, through: 15, by: 2).map(weight)
        let sum = weight(0) + 2 * sides.reduce(0, +)
        return (Float(weight(0) / sum), sides.map { Float($0 / sum) })
    }()

    /// In seconds.
    public var length: Double { Double(samples.count) / Double(Self.rate) }

    /// The greatest distance from silence.
    public var peak: Float { samples.reduce(0) { max($0, abs($1)) } }

    /// The mean power of those parts, of 20 milliseconds each, in which there is something to hear.
    public var power: Float {
        let powers = parts
        let bound = (powers.max() ?? 0) / 100
        let heard = powers.filter { $0 > bound }
        return heard.isEmpty ? 0 : heard.reduce(0, +) / Float(heard.count)
    }

    private static let part = rate / 50

    /// The mean power of each 20 milliseconds.
    private var parts: [Float] {
        stride(from: 0, to: samples.count, by: Self.part).map { start in
            let part = samples[start..<min(start + Self.part, samples.count)]
            return part.reduce(0) { $0 + $1 * $1 } / Float(part.count)
        }
    }

    /// Without the silence before and after it.
    var trimmed: Sound {
        let powers = parts
        // A thousandth: what is softer is neither a breath nor the end of a word.
        let bound = (powers.max() ?? 0) / 1_000
        guard let first = powers.firstIndex(where: { $0 > bound }), let last = powers.lastIndex(where: { $0 > bound })
        else { return Sound() }
        return Sound(Array(samples[first * Self.part..<min((last + 1) * Self.part, samples.count)]))
    }

    /// Adds another sound to this one, which grows where it has to.
    ///
    /// - Parameters:
    ///   - second: where the other one begins.
    ///   - gain: a factor of its samples.
    public mutating func add(_ other: Sound, at second: Double, gain: Float = 1) {
        let start = max(0, Int(second * Double(Self.rate)))
        let missing = start + other.samples.count - samples.count
        if missing > 0 { samples += repeatElement(0, count: missing) }
        for (index, sample) in other.samples.enumerated() { samples[start + index] += gain * sample }
    }

    /// From its end to its beginning.
    public var reversed: Sound { Sound(samples.reversed()) }

    public func louder(by gain: Float) -> Sound { Sound(samples.map { $0 * gain }) }

    /// Played as fast as `speed` says at each second: faster is higher, too.
    public func played(at speed: (Double) -> Double) -> Sound {
        var played: [Float] = []
        var place = 0.0
        while Int(place) + 1 < samples.count {
            let (before, part) = (Int(place), Float(place - place.rounded(.down)))
            played.append(samples[before] * (1 - part) + samples[before + 1] * part)
            place += max(0.1, speed(Double(played.count) / Double(Self.rate)))
        }
        return Sound(played)
    }

    /// Only what is below some hundred or thousand hertz, the rest ever softer.
    public func softened(above frequency: Double) -> Sound {
        let weight = Float(1 - exp(-2 * .pi * frequency / Double(Self.rate)))
        var last: Float = 0
        return Sound(
            samples.map { sample in
                last += weight * (sample - last)
                return last
            })
    }

    /// The sound as a WAV file: PCM of 16 bits, little-endian. What is louder than 1 is cut off.
    public var wav: [UInt8] {
        func number(_ value: Int, bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> (8 * $0) & 0xff) } }
        let size = 2 * samples.count
        var file = Array("RIFF".utf8) + number(36 + size, bytes: 4) + Array("WAVEfmt ".utf8) + number(16, bytes: 4)
        file += number(1, bytes: 2) + number(1, bytes: 2) + number(Self.rate, bytes: 4)
        file += number(2 * Self.rate, bytes: 4) + number(2, bytes: 2) + number(16, bytes: 2)
        file += Array("data".utf8) + number(size, bytes: 4)
        file.reserveCapacity(44 + size)
        for sample in samples {
            let value = UInt16(bitPattern: Int16((max(-1, min(1, sample)) * 32_767).rounded()))
            file.append(UInt8(value & 0xff))
            file.append(UInt8(value >> 8))
        }
        return file
    }
}
