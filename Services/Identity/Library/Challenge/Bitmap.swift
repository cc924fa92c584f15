// SPDX-License-Identifier: Apache-2.0

/// A small picture in four shades, from black (0) to white (3).
struct Bitmap: Sendable {
    let width: Int
    let height: Int
    private var shades: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        shades = [UInt8](repeating: 3, count: width * height)
    }

    /// Points outside are white, and setting one does nothing.
    subscript(x: Int, y: Int) -> UInt8 {
        get { (0..<width).contains(x) && (0..<height).contains(y) ? shades[y * width + x] : 3 }
        set {
            if (0..<width).contains(x), (0..<height).contains(y) { shades[y * width + x] = min(3, newValue) }
        }
    }
}
