// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging

/// Organisations, for lists and for finding one that is here already.
enum OrganisationsTable: Projection {
    typealias Source = OrganisationDecider
    static let tables = ["organisations"]
    static let revision = 6
    static let schema = """
        CREATE TABLE organisations (
            id         uuid PRIMARY KEY,
            version    bigint NOT NULL,
            name       text COLLATE "C" NOT NULL,
            -- The name as it is compared: two that share it, at one postcode, are taken for the same organisation.
            name_key   text NOT NULL,
            ods_code   text COLLATE "C",
            town       text NOT NULL,
            postcode   text NOT NULL,
            category   text NOT NULL,
            supporter  uuid,
            ico_number text COLLATE "C",
            latitude   double precision,
            longitude  double precision,
            -- Null only while a row is on its way from a later event to the first.
            registered timestamptz
        );
        CREATE INDEX organisations_by_name ON organisations (name, id);
        CREATE INDEX organisations_by_code ON organisations (ods_code) WHERE ods_code IS NOT NULL;
        CREATE INDEX organisations_by_supporter ON organisations (supporter, name, id) WHERE supporter IS NOT NULL;
        CREATE INDEX organisations_by_ico_number ON organisations (ico_number) WHERE ico_number IS NOT NULL;
        CREATE INDEX organisations_by_point ON organisations USING gist (point(longitude, latitude))
            WHERE latitude IS NOT NULL;
        CREATE INDEX organisations_by_category ON organisations (category, name, id);
        CREATE INDEX organisations_by_words ON organisations USING gin (to_tsvector('simple', name));
        CREATE INDEX organisations_by_place ON organisations (postcode, name_key);
        """

    static func write(_ changes: [Change<OrganisationDecider>]) -> [SQL] {
        let rows = changes.compactMap { change in change.state.registered.map { (change, $0) } }
        guard !rows.isEmpty else { return [] }
        let (written, facts) = (rows.map(\.0), rows.map(\.1))
        // The time stands in one event: whichever batch holds it writes it, and the others leave it alone.
        let registered = written.map { change in
            change.events.first { if case .registered = $0.event { true } else { false } }?.time
        }
        let numbers = facts.map { $0.ico?.number }
        let latitudes = facts.map { $0.location.map { String($0.latitude) } }
        let longitudes = facts.map { $0.location.map { String($0.longitude) } }
        return [
            """
            INSERT INTO organisations (id, version, name, name_key, ods_code, town, postcode, category, supporter,
                ico_number, latitude, longitude, registered)
            SELECT * FROM unnest(\(written.map(\.stream))::uuid[], \(written.map(\.version))::int8[],
                \(facts.map(\.name))::text[], \(facts.map { NameKey.of($0.name) })::text[],
                \(facts.map(\.odsCode))::text[], \(facts.map(\.address.town))::text[],
                \(facts.map(\.address.postcode))::text[], \(facts.map(\.category))::text[],
                \(written.map { $0.state.supporter?.organisation })::uuid[],
                \(numbers)::text[], \(latitudes)::text[]::float8[], \(longitudes)::text[]::float8[], \(registered)::timestamptz[])
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name,
                name_key = excluded.name_key, ods_code = excluded.ods_code, town = excluded.town,
                postcode = excluded.postcode, category = excluded.category, supporter = excluded.supporter,
                ico_number = excluded.ico_number, latitude = excluded.latitude, longitude = excluded.longitude,
                registered = coalesce(excluded.registered, organisations.registered)
            WHERE organisations.version < excluded.version
            """
        ]
    }
}
