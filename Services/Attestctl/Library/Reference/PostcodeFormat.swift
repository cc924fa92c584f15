// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Postcodes with their places in degrees (WGS 84). The columns go by the names that the usual files give them.
struct PostcodeFormat: ReferenceFormat {
    static let batch = StagePostcodes.mostRows

    private let postcode: Int
    private let latitude: Int
    private let longitude: Int
    private let columns: Int

    init(heading: Heading) throws(Heading.Missing) {
        postcode = try heading.place("postcode", "pcds", "pcd")
        latitude = try heading.place("latitude", "lat")
        longitude = try heading.place("longitude", "lon", "long", "lng")
        columns = heading.columns.count
    }

    func row(_ fields: [String]) throws(ODSRecord.Unusable) -> PostcodeRow {
        guard fields.count == columns else {
            throw ODSRecord.Unusable(reason: "it has \(fields.count) columns instead of \(columns)")
        }
        guard let north = Double(fields[latitude].tidied) else {
            throw ODSRecord.Unusable(reason: "the latitude is no number")
        }
        guard let east = Double(fields[longitude].tidied) else {
            throw ODSRecord.Unusable(reason: "the longitude is no number")
        }
        let row = PostcodeRow(postcode: Self.written(fields[postcode]), latitude: north, longitude: east)
        if let fault = row.fault { throw ODSRecord.Unusable(reason: fault) }
        return row
    }

    func key(_ fields: [String]) -> String? {
        guard fields.indices.contains(postcode) else { return nil }
        let key = Self.written(fields[postcode])
        return Postcode.accepts(key) ? key : nil
    }

    private static func written(_ text: String) -> String {
        let bytes = Array(text.utf8)
        // As nearly every file writes it.
        if (6...8).contains(bytes.count), bytes[bytes.count - 4] == 0x20,
            bytes.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || $0 == 0x20 })
        {
            if !bytes.dropLast(4).contains(0x20) { return text }
        }
        return Postcode.written(text)
    }
}
