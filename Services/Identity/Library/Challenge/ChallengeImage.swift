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
                strokes: glyphs[letter] ?? [],
                x: 24 + Double(index) * 40 + .random(in: -4...4, using: &generator),
                y: Double(height) / 2 + .random(in: -8...8, using: &generator),
                angle: .random(in: -0.4...0.4, using: &generator), scale: .random(in: 5.4...6.6, using: &generator),
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
        var strokes: [Stroke]
        var x: Double
        var y: Double
        var angle: Double
        var scale: Double
        var shear: Double

        func covers(_ px: Double, _ py: Double) -> Bool {
            let (dx, dy) = (px - x, py - y)
            let v = (dy * cos(angle) - dx * sin(angle)) / scale
            let u = (dx * cos(angle) + dy * sin(angle)) / scale + shear * v
            return strokes.contains { $0.isNear(u + 2, v + 3) }
        }
    }

    /// A straight piece of a letter, in a box of four by six.
    struct Stroke: Sendable {
        let x: Double
        let y: Double
        let dx: Double
        let dy: Double

        init(from start: (Double, Double), to end: (Double, Double)) {
            (x, y, dx, dy) = (start.0, start.1, end.0 - start.0, end.1 - start.1)
        }

        /// Within half a pen's breadth.
        func isNear(_ px: Double, _ py: Double) -> Bool {
            // No stroke is a point, so that the divisor is at least 1.
            let along = max(0, min(1, ((px - x) * dx + (py - y) * dy) / (dx * dx + dy * dy)))
            let (ex, ey) = (px - x - along * dx, py - y - along * dy)
            return ex * ex + ey * ey < 0.2
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

    private static let glyphs: [Character: [Stroke]] = drawings.mapValues { drawing in
        drawing.split(separator: "|").flatMap { line in
            let points = line.split(separator: " ").map { point in
                let digits = point.utf8.map { Double($0) - 48 }
                return (digits[0], digits[1])
            }
            return zip(points, points.dropFirst()).map(Stroke.init)
        }
    }

    /// Lines through points, each a column from 0 to 4 and a row from 0 to 6. Without letters that look like others when
    /// they are turned or a line runs through them, such as F, O, R and Z.
    private static let drawings: [Character: String] = [
        "A": "06 20 46|14 34", "C": "41 30 10 01 05 16 36 45", "E": "40 00 06 46|03 33", "H": "00 06|40 46|03 43",
        "J": "30 35 26 16 05", "K": "00 06|40 03 46", "L": "00 06 46", "M": "06 00 23 40 46", "N": "06 00 46 40",
        "P": "06 00 30 41 42 33 03", "T": "00 40|20 26", "U": "00 05 16 36 45 40", "W": "00 16 22 36 40",
        "X": "00 46|40 06", "Y": "00 23 40|23 26",
    ]
}
