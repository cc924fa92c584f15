// SPDX-License-Identifier: Apache-2.0

/// Where a postcode is, as closely as is known. ISG-44
public struct LocatePostcode: Query {
    public static let name: MessageName = "registry.locate-postcode.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Located

    /// As typed: refused when it cannot be a postcode.
    public var postcode: String

    public init(postcode: String) {
        self.postcode = postcode
    }
}

/// The place of a postcode, or why there is none.
public struct Located: Codable, Sendable, Equatable {
    /// As it is written: `LS1 4AP`.
    public var postcode: String
    public var place: Location?
    /// Set when there is no place.
    public var reason: NotLocated?

    public init(postcode: String, place: Location) {
        self.postcode = postcode
        self.place = place
    }

    public init(postcode: String, reason: NotLocated) {
        self.postcode = postcode
        self.reason = reason
    }
}

/// Why a postcode has no place. Whoever knows better may place the pin.
public enum NotLocated: String, Codable, Sendable, CaseIterable {
    /// Neither it nor its district is listed.
    case unknown
    /// Places are known for Great Britain only: not for Northern Ireland, the Channel Islands, the Isle of Man, the forces
    /// and the territories overseas.
    case outsideGreatBritain = "outside-great-britain"
}

/// A point of the map (WGS 84).
public struct Location: Codable, Sendable, Equatable {
    public var latitude: Double
    public var longitude: Double
    public var precision: LocationPrecision

    public init(latitude: Double, longitude: Double, precision: LocationPrecision) {
        self.latitude = latitude
        self.longitude = longitude
        self.precision = precision
    }
}

/// What a point is the place of.
public enum LocationPrecision: String, Codable, Sendable, CaseIterable {
    /// The whole postcode: some fifteen addresses.
    case unit
    /// Its sector, `LS1 4`: some thousands.
    case sector
    /// Its outward code, `LS1`: a district.
    case outcode
    /// Placed by hand.
    case pin
}
