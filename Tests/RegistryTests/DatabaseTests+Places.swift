// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import Testing

@testable import Registry

extension DatabaseTests {
    func locate(
        _ postcode: String, as actor: Actor = .account(Examples.applicant), in pool: Pool
    ) async throws -> Located {
        try await LocatePostcodeQuestion().answer(
            LocatePostcode(postcode: postcode), for: actor, at: Examples.time, from: pool)
    }

    @Test(
        "A postcode is located by itself, else by its sector, else by its outward code, and it is said which (ISG-44)")
    func places() async throws {
        try await withSchema { pool in
            try await pool.query(
                """
                INSERT INTO postcodes (code, latitude, longitude)
                VALUES ('ZZ1 4AP', 53.1, -1.1), ('ZZ1 4', 53.2, -1.2), ('ZZ1', 53.3, -1.3), ('ZZ1A', 50, 0)
                """)
            let at = { (typed: String) in try await locate(typed, in: pool).place }
            #expect(try await at("ZZ1 4AP") == Location(latitude: 53.1, longitude: -1.1, precision: .unit))
            #expect(try await at(" zz14ap ")?.precision == .unit)
            #expect(try await at("ZZ1 4AQ") == Location(latitude: 53.2, longitude: -1.2, precision: .sector))
            #expect(try await at("ZZ1 5AP") == Location(latitude: 53.3, longitude: -1.3, precision: .outcode))
            #expect(try await at("ZZ1A 5AP")?.precision == .outcode)
            #expect(try await locate("ZZ2 4AP", in: pool) == Located(postcode: "ZZ2 4AP", reason: .unknown))
        }
    }

    @Test("Where no place can be known it is said so, and what is no postcode is refused by name (ISG-44)")
    func placeless() async throws {
        try await withSchema { pool in
            for postcode in [
                "BT7 1NN", "JE2 4SH", "GY1 1AA", "IM1 1AA", "BF1 2AY", "BFPO 57", "GX11 1AA", "ASCN 1ZZ",
            ] {
                let located = try await locate(postcode, in: pool)
                #expect(located == Located(postcode: postcode, reason: .outsideGreatBritain))
            }
            for typed in ["", "LS1 4A", "LS1", "Leeds", "'; --", "\0", String(repeating: "A", count: 100_000)] {
                let refused = await #expect(throws: QuestionRefused.self) { try await locate(typed, in: pool) }
                #expect(refused?.problems.first?.field == "postcode")
            }
            await #expect(throws: QuestionRefused.self) { try await locate("LS1 4AP", as: .visitor, in: pool) }
        }
    }
}
