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
    ].flatMap { $0 }

    private static let icoEntry = ICOEntry(
        number: "ZX900001", name: "Canal Walk Surgery", address: ["1 Canal Walk", "Leeds"], postcode: "LS1 4AP",
        ends: "2027-06-30", open: true, registered: true, organisation: Invented.organisation)
}
