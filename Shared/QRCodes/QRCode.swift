// SPDX-License-Identifier: Apache-2.0

internal import CQRencode

/// Text as squares that a camera reads (ISO/IEC 18004), with a quiet zone of four modules around it.
public struct QRCode: Sendable {
    /// Modules on each side, the quiet zone included.
    public let size: Int
    /// Row by row, true where it is dark.
    private let modules: [Bool]
    private static let quiet = 4

    /// Nil when the text is too long for a code, or there is no memory for it.
    public init?(_ text: String) {
        // Medium error correction: 15 % of it may be lost.
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        guard let data = code.pointee.data else { return nil }
        let size = width + 2 * Self.quiet
        var modules = [Bool](repeating: false, count: size * size)
        for row in 0..<width {
            for column in 0..<width {
                modules[(row + Self.quiet) * size + column + Self.quiet] = data[row * width + column] & 1 == 1
            }
        }
        self.size = size
        self.modules = modules
    }

    func isDark(_ row: Int, _ column: Int) -> Bool { modules[row * size + column] }

    /// The dark modules as the path of an SVG whose view box is `0 0 size size`.
    public var path: String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                let start = column
                while column < size, isDark(row, column) { column += 1 }
                if column > start { path += "M\(start) \(row)h\(column - start)v1h-\(column - start)z" }
                column += 1
            }
        }
        return path
    }
}
