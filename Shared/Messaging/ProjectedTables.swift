// SPDX-License-Identifier: Apache-2.0

/// What a projection says of its tables, with its types put away.
struct ProjectedTables: Sendable {
    let names: [String]
    let schema: String
    let revision: Int

    init<P: Projection>(_ projection: P.Type) {
        names = P.tables
        schema = P.schema
        revision = P.revision
    }

    /// The projection's own.
    var name: String { names[0] }

    /// Each once: several aggregates may write the same tables.
    static func all(_ aggregates: some Sequence<Aggregate>) -> [ProjectedTables] {
        var seen: Set<String> = []
        return aggregates.flatMap(\.projections).filter { seen.insert($0.name).inserted }
    }
}
