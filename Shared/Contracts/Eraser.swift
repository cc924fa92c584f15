// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A person whose data is to be erased.
public struct Person: Codable, Sendable, Equatable {
    /// Their e-mail address, by which they are found.
    public var address: String
    /// What they are called: found in what somebody wrote, and wherever their address does not stand.
    public var names: [String]

    public init(address: String, names: [String] = []) {
        self.address = address
        self.names = names
    }
}

/// Takes what is personal out of messages, as their types declare it (`Message.personal`).
public struct Eraser: Sendable {
    public enum Scope: Sendable {
        /// What was needed only until it was used.
        case secrets
        /// What one person is known by.
        case person(Person)
        /// All that is personal, whoever's it is.
        case everybody
    }

    /// What stands in the place of what was erased.
    public static let mark = "[erased]"
    /// Shorter names would be found everywhere.
    public static let shortestName = 3

    private let scope: Scope
    /// What the person is known by, in lower case.
    private var known: Set<String> = []
    /// True when a message of the stream says that the stream is about the person.
    private var isTheirs = false

    public init(_ scope: Scope) {
        self.scope = scope
        guard case .person(let person) = scope else { return }
        known = Set(([person.address] + person.names).map { $0.lowercased() })
    }

    /// A message without what was erased.
    public struct Erased: Sendable {
        public let body: String
        /// The declared paths at which something was.
        public let paths: Set<String>
    }

    // MARK: Reading a stream

    /// Learns from one message of a stream what else the person is called in it. All of a stream's messages are shown
    /// before the first of them is changed.
    public mutating func learn(from body: String, _ fields: [PersonalField]) throws(MalformedMessage) {
        guard case .person(let person) = scope, fields.contains(where: { $0.kind == .subject || $0.kind == .address })
        else { return }
        var data = try Self.data(body)
        let address = person.address.lowercased()
        var places: Set<String> = []
        for field in fields where field.kind == .subject || field.kind == .address {
            data.visit(field.steps[...]) { place, text in
                guard text.lowercased() == address else { return text }
                places.insert(Self.around(place))
                if field.kind == .subject { isTheirs = true }
                return text
            }
        }
        for field in fields where field.kind == .name {
            data.visit(field.steps[...]) { place, text in
                if places.contains(Self.around(place)), text.count >= Self.shortestName, text != Self.mark {
                    known.insert(text.lowercased())
                }
                return text
            }
        }
    }

    /// What the person is called in another stream, where persons of that one may be named.
    public mutating func learn(from other: Eraser) { known.formUnion(other.known) }

    // MARK: Erasing

    /// - Returns: the message without what is to be erased; nil when there is nothing, or nothing any more.
    public func erase(_ body: String, _ fields: [PersonalField]) throws(MalformedMessage) -> Erased? {
        let fields = fields.filter { scope.isAbout($0.kind) }
        guard !fields.isEmpty else { return nil }
        var message = try Self.message(body)
        var data = message["data"] ?? .null
        let addressed = places(of: [.subject, .address], fields, in: data)
        let named = addressed.union(places(of: [.name], fields, in: data))
        var paths: Set<String> = []
        for field in fields {
            // A name beside another's is of somebody else.
            let theirs = field.kind == .name ? addressed : named
            data.visit(field.steps[...]) { place, text in
                let left = erased(text, field.kind, isBeside: theirs.contains(Self.around(place)))
                if left != text { paths.insert(field.path) }
                return left
            }
        }
        guard !paths.isEmpty else { return nil }
        message["data"] = data
        return Erased(body: try Self.text(message), paths: paths)
    }

    /// A message that is on its way, or was put aside: it is of no stream, and may be of a type that nobody declared. What
    /// is declared goes, and what the person is known by wherever else it stands in the data.
    ///
    /// - Returns: nil when there is nothing.
    public func eraseAnywhere(_ body: String, _ fields: [PersonalField] = []) throws(MalformedMessage) -> String? {
        var alone = self
        try alone.learn(from: body, fields)
        let declared = try alone.erase(body, fields)?.body
        var message = try Self.message(declared ?? body)
        let before = message["data"]
        message["data"]?.change { alone.withoutNames($0) }
        return message["data"] == before ? declared : try Self.text(message)
    }

    /// The same of JSON that is no message.
    public func eraseAnywhere(json: String) throws(MalformedMessage) -> String? {
        let before = try JSON.value(JSONTree.self, from: json)
        var after = before
        after.change { withoutNames($0) }
        return after == before ? nil : try Self.text(after)
    }

    /// True when a text names the person.
    public func isNamed(in text: String) -> Bool { withoutNames(text) != text }

    /// Where a person's address or name stands, each as the object around it.
    private func places(
        of kinds: Set<PersonalField.Kind>, _ fields: [PersonalField], in data: JSONTree
    ) -> Set<String> {
        var data = data
        var places: Set<String> = []
        for field in fields where kinds.contains(field.kind) {
            data.visit(field.steps[...]) { place, text in
                if known.contains(text.lowercased()) { places.insert(Self.around(place)) }
                return text
            }
        }
        return places
    }

    private func erased(_ text: String, _ kind: PersonalField.Kind, isBeside: Bool) -> String {
        switch scope {
        case .secrets, .everybody: return Self.mark
        case .person:
            if isTheirs { return Self.mark }
            switch kind {
            case .subject, .address, .name:
                return isBeside && kind == .name || known.contains(text.lowercased()) ? Self.mark : text
            case .detail, .secret: return isBeside ? Self.mark : text
            case .text: return withoutNames(text)
            }
        }
    }

    /// Whole words only: nobody is called by a part of another word.
    private func withoutNames(_ text: String) -> String {
        var left = text
        for name in known.sorted(by: { $0.count > $1.count }) {
            var start = left.startIndex
            while let found = left.range(of: name, options: .caseInsensitive, range: start..<left.endIndex) {
                guard Self.isWhole(found, in: left) else {
                    start = left.index(after: found.lowerBound)
                    continue
                }
                let before = left.distance(from: left.startIndex, to: found.lowerBound)
                left.replaceSubrange(found, with: Self.mark)
                start = left.index(left.startIndex, offsetBy: before + Self.mark.count)
            }
        }
        return left
    }

    private static func isWhole(_ range: Range<String.Index>, in text: String) -> Bool {
        func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }
        let before = range.lowerBound > text.startIndex && isPart(text[text.index(before: range.lowerBound)])
        let after = range.upperBound < text.endIndex && isPart(text[range.upperBound])
        return !before && !after
    }

    // MARK: JSON

    /// The object in which something stands.
    private static func around(_ place: String) -> String {
        place.split(separator: ".").dropLast().joined(separator: ".")
    }

    private static func message(_ body: String) throws(MalformedMessage) -> [String: JSONTree] {
        try JSON.value([String: JSONTree].self, from: body)
    }

    private static func data(_ body: String) throws(MalformedMessage) -> JSONTree { try message(body)["data"] ?? .null }

    private static func text(_ value: some Encodable) throws(MalformedMessage) -> String {
        do {
            return try JSON.text(value)
        } catch {
            throw MalformedMessage("it cannot be written again")
        }
    }
}

extension Eraser.Scope {
    fileprivate func isAbout(_ kind: PersonalField.Kind) -> Bool {
        if case .secrets = self { kind == .secret } else { true }
    }
}
