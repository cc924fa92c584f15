// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Puts rows of the ICO's register in readiness for their import.
struct StageICORowsQuestion: Question {
    func answer(_ query: StageICORows, for actor: Actor, at time: Date, from database: Pool) async throws -> Int {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        guard query.rows.count <= StageICORows.mostRows, query.first >= 0, query.rows.allSatisfy({ $0.fault == nil })
        else { throw QuestionRefused(.rowsUnusable(StageICORows.mostRows)) }
        return try await database.withConnection { connection in
            let run = Identifier.text(query.run)
            return try await connection.copy(
                into: ICOImport.table.staging,
                columns: ["run", "place", "number", "name", "address", "postcode", "ends"],
                rows: query.rows.enumerated().lazy.map { offset, row -> [String?] in
                    [
                        run, String(query.first + offset), row.number, row.name, Self.array(row.address),
                        row.postcode, row.ends.isEmpty ? nil : row.ends,
                    ]
                })
        }
    }

    /// As PostgreSQL reads an array.
    private static func array(_ texts: [String]) -> String {
        let quoted = texts.map { text in
            text.utf8.contains(where: { $0 == 0x22 || $0 == 0x5c })
                ? "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" : "\"\(text)\""
        }
        return "{\(quoted.joined(separator: ","))}"
    }
}

/// Begins the import of what is in readiness.
struct ImportICORegisterQuestion: Question {
    func answer(
        _ query: ImportICORegister, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> UUID {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        try query.checkSource()
        try await ICOImport.table.forget(database)
        try await database.begin(ICOImport.self, query.run, about: query.source, query)
        return query.run
    }
}

extension Problem {
    static func rowsUnusable(_ most: Int) -> Problem {
        Problem(code: "rows-unusable", field: "rows", message: "Send \(most) rows or fewer, each as the file has it.")
    }
}

extension ReferenceImport {
    func checkSource() throws(QuestionRefused) {
        guard !source.isEmpty, source.fits(200) else {
            throw QuestionRefused(
                Problem(
                    code: "source-unusable", field: "source", message: "Name the source in 200 characters or fewer."))
        }
    }
}
