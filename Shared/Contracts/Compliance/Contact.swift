// SPDX-License-Identifier: Apache-2.0

/// A person whom the case concerns.
public struct Contact: Codable, Sendable, Equatable {
    public var name: String
    public var position: String
    public var email: String
    public var telephone: String

    public init(name: String, position: String, email: String, telephone: String) {
        self.name = name
        self.position = position
        self.email = email
        self.telephone = telephone
    }

    /// The telephone number may be left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        position = try values.decode(String.self, forKey: .position)
        email = try values.decode(String.self, forKey: .email)
        telephone = try values.decodeIfPresent(String.self, forKey: .telephone) ?? ""
    }

    /// What is personal in a contact that stands under a name.
    static func personal(_ field: String) -> [PersonalField] {
        [
            .address("\(field).email"), .name("\(field).name"), .name("\(field).telephone"),
            .detail("\(field).position"),
        ]
    }
}
