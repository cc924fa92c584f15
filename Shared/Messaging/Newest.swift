// SPDX-License-Identifier: Apache-2.0

/// The newest of each key: one statement cannot touch a row twice, and a row keeps what has the higher sequence.
public func newest<Key: Hashable, Value>(
    _ rows: some Sequence<(key: Key, value: Value, sequence: Int64)>
) -> [(key: Key, value: Value, sequence: Int64)] {
    Array(
        Dictionary(rows.map { ($0.key, $0) }) { one, other in one.sequence < other.sequence ? other : one }.values)
}
