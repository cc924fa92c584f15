// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Where a postcode is: its own place, else that of its sector, else that of its outward code. ISG-44
struct LocatePostcodeQuestion: Question {
    func answer(
        _ query: LocatePostcode, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Located {
        guard actor.may(.readDirectory) else { throw QuestionRefused.forbidden }
        let postcode = Postcode.written(query.postcode.beginning(bytes: 100))
        guard Postcode.accepts(postcode) else {
            throw QuestionRefused(
                Problem(
                    code: "postcode-unusable", field: "postcode", message: "Enter a full postcode, such as LS1 4AP."))
        }
        return try await Self.locate(postcode, in: database)
    }

    /// - Parameter postcode: as it is written.
    static func locate(_ postcode: String, in database: Pool) async throws -> Located {
        guard isInGreatBritain(postcode) else { return Located(postcode: postcode, reason: .outsideGreatBritain) }
        let outcode = String(postcode.prefix { $0 != " " })
        let codes = [postcode, String(postcode.dropLast(2)), outcode]
        let rows = try await database.query(
            """
            SELECT code, latitude, longitude FROM postcodes WHERE code = ANY(\(codes)::text[])
            ORDER BY length(code) DESC LIMIT 1
            """)
        guard let row = rows.first else { return Located(postcode: postcode, reason: .unknown) }
        let code: String = try row.get("code")
        return Located(
            postcode: postcode,
            place: Location(
                latitude: try row.get("latitude"), longitude: try row.get("longitude"),
                precision: code == postcode ? .unit : code == outcode ? .outcode : .sector))
    }

    /// What has a postcode and no place: Northern Ireland, Jersey, Guernsey, the Isle of Man, the forces, Gibraltar; the
    /// other territories have outward codes of four letters.
    private static func isInGreatBritain(_ postcode: String) -> Bool {
        let area = postcode.prefix { $0.isLetter }
        return !["BT", "JE", "GY", "IM", "BF", "GX"].contains(area) && area.count < 4
    }
}
