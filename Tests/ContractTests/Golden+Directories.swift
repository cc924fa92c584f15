// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    /// The ICO's register and the places of postcodes.
    static let directories: [Golden] = [
        query(
            FindICOEntries(name: "canal", after: "b3BhcXVl"), Page(items: [icoEntry], next: "b3BhcXVl")),
        query(FindICOEntry(number: "ZX900001"), icoEntry),
        query(
            LocatePostcode(postcode: "LS1 4AP"),
            Located(
                postcode: "LS1 4AP", place: Location(latitude: 53.79648, longitude: -1.54785, precision: .sector))),
        query(
            LocatePostcode(postcode: "BT7 1NN"), Located(postcode: "BT7 1NN", reason: .outsideGreatBritain), "outside"),
        query(
            StageICORows(
                run: Invented.run, first: 2_000,
                rows: [
                    ICORow(
                        number: "ZX900001", name: "Canal Walk Surgery", address: ["1 Canal Walk", "Leeds"],
                        postcode: "LS1 4AP", ends: "2027-06-30")
                ]), 1),
        query(
            ImportICORegister(
                run: Invented.run, source: "register", keep: ["ZX900002"], insist: true, isRehearsal: true),
            Invented.run),
        query(
            StagePostcodes(
                run: Invented.run, first: 10_000,
                rows: [PostcodeRow(postcode: "LS1 4AP", latitude: 53.79648, longitude: -1.54785)]), 1),
        query(
            ImportPostcodes(
                run: Invented.run, source: "postcodes", keep: ["LS1 4AQ"], insist: true, isRehearsal: true),
            Invented.run),
    ].flatMap { $0 }

    private static let icoEntry = ICOEntry(
        number: "ZX900001", name: "Canal Walk Surgery", address: ["1 Canal Walk", "Leeds"], postcode: "LS1 4AP",
        ends: "2027-06-30", open: true, registered: true, organisation: Invented.organisation)
}
