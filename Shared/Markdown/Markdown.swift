// SPDX-License-Identifier: Apache-2.0

internal import CCmark

internal import Glibc

/// Text in CommonMark, for what people read at length.
public enum Markdown {
    /// The text as HTML.
    ///
    /// HTML in the text, and addresses that a browser would run, are left out.
    public static func html(_ text: some StringProtocol) -> String {
        let source = Array(text.utf8)
        let output = source.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                cmark_markdown_to_html($0.baseAddress, $0.count, CMARK_OPT_DEFAULT)
            }
        }
        // There is none only when there is no memory.
        guard let output else { return "" }
        defer { free(output) }
        return String(cString: output)
    }
}
