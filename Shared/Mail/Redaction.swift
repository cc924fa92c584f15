// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A server's words without anybody's address, fit for a log: servers like to repeat the recipient in their replies.
func redacted(_ text: String, recipients: [String]) -> String {
    let hidden = "(address)"
    // Looking for addresses in a long text without any takes its length squared.
    var text = String(text.prefix(2_000)).replacingOccurrences(
        of: #"[^\s<>,;:"()\[\]]+@[^\s<>,;:"()\[\]]+"#, with: hidden, options: .regularExpression)
    for recipient in recipients {
        let local = recipient.prefix(320).prefix { $0 != "@" }
        if local.isEmpty { continue }
        let pattern = "(?<![A-Za-z0-9])\(NSRegularExpression.escapedPattern(for: String(local)))(?![A-Za-z0-9])"
        text = text.replacingOccurrences(of: pattern, with: hidden, options: [.regularExpression, .caseInsensitive])
    }
    let printable = text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    return String(String.UnicodeScalarView(printable).prefix(300))
}
