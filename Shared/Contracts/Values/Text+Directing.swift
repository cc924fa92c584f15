// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether it shows nothing itself, and tells whoever shows a text to break a line, to turn the direction of what
    /// follows, or to do something else: what can make a name look like another one.
    public var isDirecting: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }
}

extension String {
    /// The text with `?` in place of what directs and is not seen: for a terminal, or a log's reader.
    public var undirected: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isDirecting ? "?" : $0 }))
    }
}
