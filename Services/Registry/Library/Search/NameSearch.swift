// SPDX-License-Identifier: Apache-2.0

import Database

/// What to look for in a table of names, from what somebody typed: first all the words as they are, and where that finds
/// little, the words that they may be meant for. ISG-38, ISG-41
struct NameSearch: Sendable {
    let words: SearchWords
    let table: WordTable

    /// Fewer than these are little.
    static let few = 3
    /// Names among which the likest are sought.
    private static let candidates = 60
    /// Entries that are looked at for these.
    private static let most = 2_000

    /// Words that names have or have not, whoever writes them.
    private static let idle: Set<String> = ["and", "the", "of", "ltd", "limited", "llp", "plc"]
    /// Words that are written for one another.
    private static let same: [String: [String]] = [
        "st": ["saint", "street"], "saint": ["st"], "saints": ["sts", "st"], "street": ["st"], "rd": ["road"],
        "road": ["rd"], "dr": ["doctor", "drs"], "doctor": ["dr"], "doctors": ["drs"], "drs": ["dr", "doctors"],
        "mt": ["mount"], "mount": ["mt"], "centre": ["ctr", "center"], "center": ["centre"], "practice": ["pract"],
        "surgery": ["surg"], "medical": ["med"], "hospital": ["hosp"], "pharmacy": ["chemist", "pharm"],
        "chemist": ["pharmacy"], "chemists": ["pharmacy"],
    ]

    /// The words that count: all of them when there are no others.
    private var telling: [String] {
        let telling = words.words.filter { !Self.idle.contains($0) }
        return telling.isEmpty ? words.words : telling
    }

    /// Every word, or one that is written for it.
    ///
    /// - Parameter byBeginnings: a word stands for all that begin with it.
    func exact(byBeginnings: Bool) -> String? {
        let groups = telling.map { word in
            ([byBeginnings ? "\(word):*" : word] + (Self.same[word] ?? [])).joined(separator: " | ")
        }
        return groups.isEmpty ? nil : groups.map { "(\($0))" }.joined(separator: " & ")
    }

    /// What is to be found instead: every word as it may be meant; where that is nothing, all but one. Nil when no word is
    /// like any that there is.
    func forgiving(from database: Pool) async throws -> [String] {
        let groups = try await table.meant(by: telling, from: database)
        let known = zip(telling, groups).compactMap { word, group -> (query: String, uses: Int)? in
            let all = group.map(\.word) + (Self.same[word] ?? [])
            guard !all.isEmpty else { return nil }
            return ("(\(all.joined(separator: " | ")))", group.map(\.uses).reduce(0, +))
        }
        guard !known.isEmpty else { return [] }
        var queries: [String] = []
        // A word that is like no other is left out already, and what is left must tell something.
        if known.map(\.uses).min() ?? 0 < Self.most || known.count == telling.count {
            queries.append(known.map(\.query).joined(separator: " & "))
        }
        guard known.count > 1 else { return queries }
        let others = known.indices.compactMap { left -> String? in
            let rest = known.indices.filter { $0 != left }.map { known[$0] }
            return rest.map(\.uses).min() ?? 0 < Self.most ? rest.map(\.query).joined(separator: " & ") : nil
        }
        if !others.isEmpty { queries.append(others.map { "(\($0))" }.joined(separator: " | ")) }
        return queries
    }

    /// The statement for the candidates of a forgiving search: those whose names are about as long as what was typed.
    ///
    /// - Parameters:
    ///   - which: columns and tables to be read of the candidates, called `c`.
    ///   - condition: what else an entry has to fulfil.
    func candidates(_ query: String, key: String, where condition: SQL) -> SQL {
        """
        SELECT * FROM (
            SELECT * FROM \(raw: table.searched) WHERE search @@ to_tsquery('simple', \(query)) AND \(sql: condition)
            LIMIT \(Self.most)
        ) AS d ORDER BY abs(length(d.name) - \(words.whole.count)::int4), d.name, d.\(raw: key) LIMIT \(Self.candidates)
        """
    }

    /// The likest first; those that are not like it are left out.
    ///
    /// - Parameter names: an item's name, and what else may be typed of it: the town, the postcode.
    func likest<Item>(_ items: [Item], names: (Item) -> (name: String, others: String), limit: Int) -> [Item] {
        let typed = telling.map { Array($0.unicodeScalars) }
        let idle = Set(words.words.filter(Self.idle.contains))
        let scored = items.enumerated().map { place, item -> (item: Item, likeness: Double, place: Int) in
            let texts = names(item)
            let all = Self.parts(texts.name)
            let name = all.filter { !Self.idle.contains($0) }
            let likeness = Likeness.of(
                typed, to: name.map { Array($0.unicodeScalars) },
                others: Self.parts(texts.others).map { Array($0.unicodeScalars) })
            // Of names that differ in nothing else, the one that is as limited as what was typed.
            let beside = Set(all).intersection(Self.idle).symmetricDifference(idle).count
            return (item, likeness - 0.001 * Double(beside), place)
        }
        return scored.filter { $0.likeness >= 0.5 }
            .sorted { ($1.likeness, $0.place) < ($0.likeness, $1.place) }.prefix(limit).map(\.item)
    }

    /// The words of a name, as `SearchWords` has them; most names have plain letters only, and there are a hundred.
    private static func parts(_ text: String) -> [String] {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return SearchWords(text).words }
        var words: [String] = []
        var word: [UInt8] = []
        func end() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
        }
        for byte in text.utf8 {
            switch byte {
            case 0x61...0x7a, 0x30...0x39: word.append(byte)
            case 0x41...0x5a: word.append(byte + 0x20)
            case 0x27: break
            default: end()
            }
        }
        end()
        return words
    }
}

extension NameSearch {
    /// 0 for the very name or key, and then by how much longer or shorter the name is than what was typed.
    func ranking(key: String) -> SQL {
        """
        CASE WHEN \(raw: key) = \(words.whole)::text OR upper(name) = \(words.whole)::text THEN 0
            ELSE 1 + abs(length(name) - \(words.whole.count)::int4) END
        """
    }
}
