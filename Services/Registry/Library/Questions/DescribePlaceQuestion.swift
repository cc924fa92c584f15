// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// What the public may know of one organisation. Anybody may ask. ISG-45
struct DescribePlaceQuestion: Question {
    func answer(
        _ query: DescribePlace, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> PlaceDetails {
        let rows = try await database.query(
            """
            SELECT name, category, ods_code, town, postcode, registered, latitude, longitude
            FROM organisations WHERE id = \(query.organisation) AND registered IS NOT NULL
            """)
        guard let row = rows.first else { throw QuestionRefused.notFound }
        return PlaceDetails(
            organisation: query.organisation, name: try row.get("name"), category: try row.get("category"),
            odsCode: try row.get("ods_code"), town: try row.get("town"), postcode: try row.get("postcode"),
            registered: try row.get("registered"), latitude: try row.get("latitude"),
            longitude: try row.get("longitude"))
    }
}
