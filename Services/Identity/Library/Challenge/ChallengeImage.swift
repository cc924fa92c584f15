// SPDX-License-Identifier: Apache-2.0

import Drawing
import func Glibc.sin

/// Draws six letters so that a person reads them and a program has to work for it. ISG-32
enum ChallengeImage {
    static let width = 248
    static let height = 84
    private static let font = "DejaVu Sans"

    /// Those that nobody takes for another letter or a digit, turned or with a line through them.
    static let alphabet: [Character] = Array("ACEHJKLMNPTUWXY")

    static func letters(using generator: inout some RandomNumberGenerator) -> String {
        String((0..<6).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    static func draw(
        _ letters: String, using generator: inout some RandomNumberGenerator
    ) throws(DrawingError) -> Canvas {
        let canvas = try Canvas(width: width, height: height)
        scatter(on: canvas, dots: 700, shades: 0.3...0.7, using: &generator)
        curves(on: canvas, count: 4, shade: 0.65, using: &generator)
        let (across, down) = (Wave(using: &generator), Wave(using: &generator))
        for (index, letter) in letters.enumerated() {
            let placing = Canvas.Placing(
                middle: (
                    26 + Double(index) * 39 + .random(in: -3...3, using: &generator),
                    Double(height) / 2 + .random(in: -8...8, using: &generator)
                ),
                size: .random(in: 36...42, using: &generator), angle: .random(in: -0.4...0.4, using: &generator),
                slant: .random(in: -0.25...0.25, using: &generator))
            let isSeen = canvas.write(String(letter), font: font, placing, shade: 0.05) { point in
                (point.x + down.shift(at: point.y), point.y + across.shift(at: point.x))
            }
            guard isSeen else { throw .noFont }
        }
        curves(on: canvas, count: 2, shade: 0.35, using: &generator)
        scatter(on: canvas, dots: 150, shades: 1...1, using: &generator)
        return canvas
    }

    private struct Wave {
        let height: Double
        let phase: Double
        let length: Double

        init(using generator: inout some RandomNumberGenerator) {
            height = .random(in: 1.5...3.5, using: &generator)
            phase = .random(in: 0...6.28, using: &generator)
            length = .random(in: 30...55, using: &generator)
        }

        func shift(at place: Double) -> Double { height * sin(place / length * 6.28 + phase) }
    }

    private static func scatter(
        on canvas: Canvas, dots: Int, shades: ClosedRange<Double>, using generator: inout some RandomNumberGenerator
    ) {
        for _ in 0..<dots {
            canvas.dot(
                at: (
                    .random(in: 0...Double(width), using: &generator),
                    .random(in: 0...Double(height), using: &generator)
                ),
                radius: .random(in: 0.5...1.1, using: &generator), shade: .random(in: shades, using: &generator))
        }
    }

    private static func curves(
        on canvas: Canvas, count: Int, shade: Double, using generator: inout some RandomNumberGenerator
    ) {
        for _ in 0..<count {
            let start = Double.random(in: 8...76, using: &generator)
            let slope = Double.random(in: -0.25...0.25, using: &generator)
            let bend = Double.random(in: 4...12, using: &generator)
            let length = Double.random(in: 40...90, using: &generator)
            let points = stride(from: 0, through: Double(width), by: 4).map { x in
                (x: x, y: start + slope * x + bend * sin(x / length * 6.28))
            }
            canvas.line(through: points, width: 1.6, shade: shade)
        }
    }
}
