// SPDX-License-Identifier: Apache-2.0

import CPostgres

extension DatabaseError {
    /// Classes whose primary message names objects only. The others quote values, or what a function's author chose.
    private static let quotable: Set<String> = [
        "08", "0A", "25", "26", "28", "34", "3D", "3F", "40", "42", "53", "54", "55", "57", "58", "XX",
    ]

    /// What the server said in a failed result.
    ///
    /// - Parameter wasCancelled: whether this side asked the server to stop.
    init(result: OpaquePointer, wasCancelled: Bool) {
        let state = Self.field(result, postgres_field_state)
        let severity = Self.field(result, postgres_field_severity)
        let constraint = Self.field(result, postgres_field_constraint)
        let code: Code
        if state == nil || severity == "FATAL" || severity == "PANIC" {
            code = .connectionLost
        } else {
            code = Self.code(of: state ?? "", wasCancelled: wasCancelled)
        }
        let detail: String
        if let state, Self.quotable.contains(String(state.prefix(2))) {
            detail = Self.field(result, postgres_field_message) ?? ""
        } else {
            let names = [
                ("constraint", constraint), ("table", Self.field(result, postgres_field_table)),
                ("column", Self.field(result, postgres_field_column)),
                ("type", Self.field(result, postgres_field_type)),
            ]
            detail = names.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
        }
        self.init(code, sqlState: state, constraint: constraint, detail: detail)
    }

    private static func field(_ result: OpaquePointer, _ field: Int32) -> String? {
        PQresultErrorField(result, field).map { String(cString: $0) }
    }

    private static func code(of state: String, wasCancelled: Bool) -> Code {
        switch state {
        case "23505": .uniqueViolation
        case "40001": .serialization
        case "40P01": .deadlock
        case "55P03": .lockTimeout
        // The server has one code for both; it stops a statement of its own accord only for the time.
        case "57014": wasCancelled ? .cancelled : .statementTimeout
        case "25P02": .transactionFailed
        // More or fewer arguments than the text has placeholders: the caller's mistake, not the connection's.
        case "08P01": .syntax
        case "57P01", "57P02", "57P03", "57P05", "25P03": .connectionLost
        default:
            switch state.prefix(2) {
            case "08": .connectionLost
            case "22": .invalidData
            case "23": .constraint
            case "42": .syntax
            default: .other
            }
        }
    }

    /// Nothing of libpq's own message is repeated: its buffer may still hold what the server said about a row.
    static let lost = DatabaseError(.connectionLost, detail: "the connection to the server is gone")
    static let cancelledByTask = DatabaseError(.cancelled, detail: "the task was cancelled")
    static let closedByOwner = DatabaseError(.closed, detail: "it was closed by its owner")
}
