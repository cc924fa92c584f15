// SPDX-License-Identifier: Apache-2.0

// What an organisation is made of.

/// A postal address.
public struct Address: Codable, Sendable, Equatable {
    /// One to three lines, without town and postcode.
    public var lines: [String]
    public var town: String
    public var county: String
    public var postcode: String

    public init(lines: [String], town: String, county: String, postcode: String) {
        self.lines = lines
        self.town = town
        self.county = county
        self.postcode = postcode
    }

    /// The county may be left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        lines = try values.decode([String].self, forKey: .lines)
        town = try values.decode(String.self, forKey: .town)
        county = try values.decodeIfPresent(String.self, forKey: .county) ?? ""
        postcode = try values.decode(String.self, forKey: .postcode)
    }
}

/// The organisation above, as the directory names it: the host of a practice.
public struct ParentOrganisation: Codable, Sendable, Equatable {
    public var code: String
    public var name: String

    public init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}
