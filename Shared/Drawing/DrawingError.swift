// SPDX-License-Identifier: Apache-2.0

internal import CCairo

/// A picture that could not be drawn.
public struct DrawingError: Error, CustomStringConvertible {
    /// As cairo says it.
    public let description: String

    init(_ status: cairo_status_t) {
        description = cairo_status_to_string(status).map { String(cString: $0) } ?? "status \(status.rawValue)"
    }

    init(_ description: String) { self.description = description }

    /// Nothing can be written in a picture on this machine.
    public static let noFont = DrawingError("this machine has no font: install fonts-dejavu-core")
}
