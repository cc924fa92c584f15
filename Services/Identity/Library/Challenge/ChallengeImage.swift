// SPDX-License-Identifier: Apache-2.0

import func Glibc.cos
import func Glibc.sin

/// Draws six letters so that a person reads them and a program has to work for it. ISG-32
enum ChallengeImage {
    static let width = 248
    static let height = 84

    /// Six letters of those that nobody takes for another letter or a digit.
    static func letters(using generator: inout some RandomNumberGenerator) -> String {
        let all = glyphs.keys.sorted()
        return String((0..<6).map { _ in all[Int.random(in: 0..<all.count, using: &generator)] })
    }

    static func draw(_ letters: String, using generator: inout some RandomNumberGenerator) -> Bitmap {
        var bitmap = Bitmap(width: width, height: height)
        scatter(into: &bitmap, points: 1_200, shades: 1...2, using: &generator)
        lines(into: &bitmap, count: 4, shade: 2, using: &generator)
        let wave = (
            height: Double.random(in: 1.5...3.5, using: &generator),
            phase: Double.random(in: 0...6.28, using: &generator),
            length: Double.random(in: 30...55, using: &generator)
        )
        for (index, letter) in letters.enumerated() {
            let placed = Placed(
                rows: glyphs[letter] ?? [],
                x: 24 + Double(index) * 40 + .random(in: -4...4, using: &generator),
                y: Double(height) / 2 + .random(in: -8...8, using: &generator),
                angle: .random(in: -0.4...0.4, using: &generator), scale: .random(in: 5.6...7.0, using: &generator),
                shear: .random(in: -0.25...0.25, using: &generator))
            for y in 0..<height {
                for x in max(0, Int(placed.x) - 34)..<min(width, Int(placed.x) + 34) {
                    let shift = wave.height * sin(Double(x) / wave.length * 6.28 + wave.phase)
                    if placed.covers(Double(x), Double(y) + shift) { bitmap[x, y] = 0 }
                }
            }
        }
        lines(into: &bitmap, count: 1, shade: 1, using: &generator)
        scatter(into: &bitmap, points: 250, shades: 3...3, using: &generator)
        return bitmap
    }

    /// A letter, turned, slanted and enlarged about its middle.
    private struct Placed {
        var rows: [UInt8]
        var x: Double
        var y: Double
        var angle: Double
        var scale: Double
        var shear: Double

        func covers(_ px: Double, _ py: Double) -> Bool {
            let (dx, dy) = (px - x, py - y)
            let v = (dy * cos(angle) - dx * sin(angle)) / scale
            let u = (dx * cos(angle) + dy * sin(angle)) / scale + shear * v
            let column = Int((u + 2.5).rounded(.down))
            let row = Int((v + 3.5).rounded(.down))
            guard (0..<5).contains(column), rows.indices.contains(row) else { return false }
            return rows[row] >> UInt8(4 - column) & 1 == 1
        }
    }

    private static func scatter(
        into bitmap: inout Bitmap, points: Int, shades: ClosedRange<UInt8>,
        using generator: inout some RandomNumberGenerator
    ) {
        for _ in 0..<points {
            let (x, y) = (Int.random(in: 0..<width, using: &generator), Int.random(in: 0..<height, using: &generator))
            bitmap[x, y] = .random(in: shades, using: &generator)
        }
    }

    private static func lines(
        into bitmap: inout Bitmap, count: Int, shade: UInt8, using generator: inout some RandomNumberGenerator
    ) {
        for _ in 0..<count {
            let start = Double.random(in: 8...76, using: &generator)
            let slope = Double.random(in: -0.25...0.25, using: &generator)
            let bend = Double.random(in: 4...12, using: &generator)
            let length = Double.random(in: 40...90, using: &generator)
            for x in 0..<width {
                let y = Int(start + slope * Double(x) + bend * sin(Double(x) / length * 6.28))
                bitmap[x, y] = shade
                bitmap[x, y + 1] = shade
            }
        }
    }

    /// Five by seven; each row's low five bits, from left to right. Without those that look like others when
    /// they are turned or a line runs through them, such as F, O, R and Z.
    private static let glyphs: [Character: [UInt8]] = [
        "A": [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        "C": [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
        "E": [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        "H": [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        "J": [0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100],
        "K": [0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001],
        "L": [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        "M": [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
        "N": [0b10001, 0b11001, 0b10101, 0b10101, 0b10011, 0b10001, 0b10001],
        "P": [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
        "T": [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
        "U": [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        "W": [0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b11011, 0b10001],
        "X": [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001],
        "Y": [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100],
    ]
}
