// SPDX-License-Identifier: Apache-2.0

import Mustache

/// A page as its template reads it: everything by name, found out once.
///
/// The template engine would look at a value's type anew at each tag, and at all those around it where the name is not
/// found at once; that took most of the time that a page takes.
struct Fields: MustacheParent {
    private let parts: [String: Any]

    func child(named name: String) -> Any? { parts[name] }

    /// Nil of what is nothing.
    static func of(_ value: Any) -> Any? {
        // What most fields are needs no look.
        if let text = value as? String { return text }
        if let flag = value as? Bool { return flag }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { of($0.value) }
        case .collection: return mirror.children.compactMap { of($0.value) }
        case .struct:
            var parts: [String: Any] = [:]
            for child in mirror.children {
                if let name = child.label, let part = of(child.value) { parts[name] = part }
            }
            return Fields(parts: parts)
        default: return value
        }
    }
}
