// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Puts postcodes in readiness for their import.
struct StagePostcodesQuestion: Question {
    func answer(_ query: StagePostcodes, for actor: Actor, at time: Date, from database: Pool) async throws -> Int {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        guard query.rows.count <= StagePostcodes.mostRows, query.first >= 0,
            query.rows.allSatisfy({ $0.fault == nil })
        else { throw QuestionRefused(.rowsUnusable(StagePostcodes.mostRows)) }
        return try await database.withConnection { connection in
            let run = Identifier.text(query.run)
            return try await connection.copy(
                into: PostcodeImport.table.staging, columns: ["run", "place", "code", "latitude", "longitude"],
                rows: query.rows.enumerated().lazy.map { offset, row -> [String?] in
                    [run, String(query.first + offset), row.postcode, String(row.latitude), String(row.longitude)]
                })
        }
    }
}

/// Begins the import of what is in readiness.
struct ImportPostcodesQuestion: Question {
    func answer(_ query: ImportPostcodes, for actor: Actor, at time: Date, from database: Pool) async throws -> UUID {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        try query.checkSource()
        try await PostcodeImport.table.forget(database)
        try await database.begin(PostcodeImport.self, query.run, about: query.source, query)
        return query.run
    }
}
