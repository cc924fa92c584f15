// SPDX-License-Identifier: Apache-2.0

/// One page of a list: `{"items": […], "next": "…"}`. The cursor is opaque and comes back as it was given.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    public var items: [Item]
    /// Where the next page begins; nil at the end.
    public var next: String?

    public init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }
}
