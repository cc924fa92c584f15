// SPDX-License-Identifier: Apache-2.0

import Database
import struct Foundation.Date

/// How fast e-mails may go to one domain, all copies of the service taken together.
///
/// The mail systems of others limit how much they take from one sender, and some then take nothing for hours: it is
/// better not to reach the limit, and to leave alone for a while whoever asks for it.
struct DestinationPace: Sendable {
    /// Seconds between two e-mails, in the long run.
    let step: Double

    /// How many e-mails may go at once after a pause.
    private static let allowance = 10.0
    /// Seconds for which a domain is left alone: the first time, and at most.
    private static let (shortest, longest) = (60.0, 1_800.0)

    /// - Parameter perMinute: e-mails a minute; 0 is no limit.
    init(perMinute: Int = 0) { step = perMinute > 0 ? 60 / Double(perMinute) : 0 }

    /// Domains whose time is later than this get nothing now.
    func limit(at now: Date) -> Date { now.addingTimeInterval(step * Self.allowance) }

    /// What a domain said to an e-mail, as far as the next ones are concerned.
    ///
    /// - Parameter isBusy: it asked to be left alone.
    func record(_ domain: String, isBusy: Bool, at now: Date) -> SQL {
        guard isBusy else { return "UPDATE destinations SET refusals = 0 WHERE domain = \(domain) AND refusals > 0" }
        // The allowance is no way around a rest.
        return """
            INSERT INTO destinations AS r (domain, until, refusals)
            VALUES (\(domain), \(limit(at: now).addingTimeInterval(Self.shortest)), 1)
            ON CONFLICT (domain) DO UPDATE SET refusals = r.refusals + 1,
                until = \(limit(at: now))::timestamptz
                    + least(\(Self.longest)::float8, \(Self.shortest)::float8 * 2 ^ least(r.refusals, 10))
                    * interval '1 second'
            """
    }

    /// Forgets domains to which nothing was sent for a day.
    static func tidying(at now: Date) -> SQL {
        "DELETE FROM destinations WHERE until < \(now.addingTimeInterval(-86_400))"
    }

    /// Whether a mail server's words are about how much it gets and not about this e-mail: a policy (RFC 3463, x.7.x,
    /// grey-listing and rates among them), too many messages or connections (4.3.2, 4.4.5, 4.5.3).
    static func isBusy(_ reason: String) -> Bool {
        let words = reason.lowercased()
        return words.contains(#/\b4\.(7\.\d+|3\.2|4\.5|5\.3)\b/#)
            || ["rate limit", "too many", "throttl"].contains { words.contains($0) }
    }
}

/// The part of an address after the `@`, in small letters.
enum EmailDomain {
    static func of(_ address: String) -> String {
        (address.split(separator: "@").last.map(String.init) ?? "").lowercased()
    }
}
