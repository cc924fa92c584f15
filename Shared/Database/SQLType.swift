// SPDX-License-Identifier: Apache-2.0

/// A PostgreSQL type, by the number it has in every database.
struct SQLType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    let rawValue: UInt32

    static let bool = SQLType(rawValue: 16)
    static let bytea = SQLType(rawValue: 17)
    static let name = SQLType(rawValue: 19)
    static let int8 = SQLType(rawValue: 20)
    static let int2 = SQLType(rawValue: 21)
    static let int4 = SQLType(rawValue: 23)
    static let text = SQLType(rawValue: 25)
    static let oid = SQLType(rawValue: 26)
    static let json = SQLType(rawValue: 114)
    static let float4 = SQLType(rawValue: 700)
    static let float8 = SQLType(rawValue: 701)
    static let unknown = SQLType(rawValue: 705)
    static let boolArray = SQLType(rawValue: 1000)
    static let byteaArray = SQLType(rawValue: 1001)
    static let textArray = SQLType(rawValue: 1009)
    static let int8Array = SQLType(rawValue: 1016)
    static let bpchar = SQLType(rawValue: 1042)
    static let varchar = SQLType(rawValue: 1043)
    static let date = SQLType(rawValue: 1082)
    static let timestamp = SQLType(rawValue: 1114)
    static let timestamptz = SQLType(rawValue: 1184)
    static let timestamptzArray = SQLType(rawValue: 1185)
    static let numeric = SQLType(rawValue: 1700)
    static let void = SQLType(rawValue: 2278)
    static let uuid = SQLType(rawValue: 2950)
    static let uuidArray = SQLType(rawValue: 2951)
    static let jsonb = SQLType(rawValue: 3802)
    static let jsonbArray = SQLType(rawValue: 3807)

    private static let names: [SQLType: String] = [
        .bool: "bool", .bytea: "bytea", .name: "name", .int8: "int8", .int2: "int2", .int4: "int4", .text: "text",
        .oid: "oid", .json: "json", .float4: "float4", .float8: "float8", .unknown: "unknown", .boolArray: "bool[]",
        .byteaArray: "bytea[]", .textArray: "text[]", .int8Array: "int8[]", .bpchar: "char", .varchar: "varchar",
        .date: "date", .timestamp: "timestamp", .timestamptz: "timestamptz", .timestamptzArray: "timestamptz[]",
        .numeric: "numeric", .void: "void", .uuid: "uuid", .uuidArray: "uuid[]", .jsonb: "jsonb",
        .jsonbArray: "jsonb[]",
    ]

    /// Whether it is an array of a type that can be read.
    var isArray: Bool { Self.arrays.contains(self) }

    private static let arrays: Set<SQLType> = Set(
        [1000, 1001, 1003, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022, 1028, 1185, 199, 2951, 3807]
            .map(SQLType.init(rawValue:)))

    var description: String { Self.names[self] ?? "type \(rawValue)" }
}
