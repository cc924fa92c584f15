// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What the public may know of organisations: which there are, and where. ISG-45

/// What of the map is in view: organisations, and clusters of those that would cover one another.
public struct FindPlaces: Query {
    public static let name: MessageName = "registry.find-places.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = PlacesInView

    public var view: MapBox
    /// As web maps count: a world of 256 pixels doubled so many times.
    public var zoom: Int
    public var category: String?
    /// Those with a licence of this group.
    public var group: UUID?

    public init(view: MapBox, zoom: Int, category: String? = nil, group: UUID? = nil) {
        self.view = view
        self.zoom = zoom
        self.category = category
        self.group = group
    }
}

/// Registered organisations by name, on the map or not.
public struct ListPlaces: Query {
    public static let name: MessageName = "registry.list-places.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<Place>

    /// Words that its name begins with or has; nil or empty for all.
    public var words: String?
    public var category: String?
    /// Those with a licence of this group.
    public var group: UUID?
    /// Those that are there alone.
    public var view: MapBox?
    public var after: String?

    public init(
        words: String? = nil, category: String? = nil, group: UUID? = nil, view: MapBox? = nil, after: String? = nil
    ) {
        self.words = words
        self.category = category
        self.group = group
        self.view = view
        self.after = after
    }
}

/// What the public may know of one organisation; not its contact, and not its people.
public struct DescribePlace: Query {
    public static let name: MessageName = "registry.describe-place.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = PlaceDetails

    public var organisation: UUID

    public init(organisation: UUID) {
        self.organisation = organisation
    }
}

/// A part of the map, in degrees (WGS 84).
public struct MapBox: Codable, Sendable, Equatable {
    public var west: Double
    public var south: Double
    public var east: Double
    public var north: Double

    /// - Returns: nil unless west is before east and south before north, on this world.
    public init?(west: Double, south: Double, east: Double, north: Double) {
        guard -180...180 ~= west, -180...180 ~= east, -90...90 ~= south, -90...90 ~= north, west <= east, south <= north
        else { return nil }
        self.west = west
        self.south = south
        self.east = east
        self.north = north
    }
}

/// What is shown of a part of the map: some hundreds of things at most.
public struct PlacesInView: Codable, Sendable, Equatable {
    public var places: [Place]
    public var clusters: [PlaceCluster]

    public init(places: [Place] = [], clusters: [PlaceCluster] = []) {
        self.places = places
        self.clusters = clusters
    }
}

/// Organisations that stand too close together to be shown one by one.
public struct PlaceCluster: Codable, Sendable, Equatable {
    public var count: Int
    /// The mean of their places.
    public var latitude: Double
    public var longitude: Double
    /// What they take up; no more than a point where they share one.
    public var box: MapBox

    public init(count: Int, latitude: Double, longitude: Double, box: MapBox) {
        self.count = count
        self.latitude = latitude
        self.longitude = longitude
        self.box = box
    }
}

/// An organisation on the map or in its table.
public struct Place: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var name: String
    /// One of the codes in `OrganisationCategory`.
    public var category: String
    public var town: String
    /// The first half of its postcode.
    public var district: String
    /// Nil of one whose place is not known.
    public var latitude: Double?
    public var longitude: Double?

    public init(
        organisation: UUID, name: String, category: String, town: String, district: String, latitude: Double? = nil,
        longitude: Double? = nil
    ) {
        self.organisation = organisation
        self.name = name
        self.category = category
        self.town = town
        self.district = district
        self.latitude = latitude
        self.longitude = longitude
    }
}

/// An organisation, for anybody.
public struct PlaceDetails: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var name: String
    /// One of the codes in `OrganisationCategory`.
    public var category: String
    public var odsCode: String?
    public var town: String
    public var postcode: String
    public var registered: Date
    /// Nil of one whose place is not known.
    public var latitude: Double?
    public var longitude: Double?

    public init(
        organisation: UUID, name: String, category: String, odsCode: String? = nil, town: String, postcode: String,
        registered: Date, latitude: Double? = nil, longitude: Double? = nil
    ) {
        self.organisation = organisation
        self.name = name
        self.category = category
        self.odsCode = odsCode
        self.town = town
        self.postcode = postcode
        self.registered = registered
        self.latitude = latitude
        self.longitude = longitude
    }
}
