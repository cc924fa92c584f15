// SPDX-License-Identifier: Apache-2.0

/// The names of review teams: `national`, `qa`, `domains`, or `host-` and an ODS code.
public enum ReviewTeam {
    public static let national = "national"
    /// The teams that there are whatever the directory holds: the national one, its sampling of quality, and the validators
    /// of e-mail domains.
    public static let standing = [national, "qa", domains]

    /// The validators of e-mail domains. ISG-25
    public static let domains = "domains"

    /// Not a team that somebody joins: whoever holds the role of Central Admin.
    public static let centralAdmin = "central-admin"

    /// The team that reviews for the organisations of one host.
    public static func host(_ code: String) -> String { "host-\(code.lowercased())" }

    /// A team by what somebody typed; nil when that is no name of a team. Codes are written in capitals elsewhere, so that
    /// those are the same here.
    public static func named(_ text: some StringProtocol) -> String? {
        let name = text.lowercased()
        guard (1...64).contains(name.utf8.count), name.utf8.first != 0x2d, name.utf8.last != 0x2d,
            name.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d })
        else { return nil }
        return name
    }

    /// What a name looks like, in words.
    public static let grammar = "a team’s name of lower-case letters, digits and hyphens, like national or host-zh1"
}
