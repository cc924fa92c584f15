// SPDX-License-Identifier: Apache-2.0

/// What a web server answered.
public struct WebResponse: Sendable {
    public let status: Int
    /// In the order in which they came.
    public let headers: [WebRequest.Header]
    public let body: [UInt8]
    /// Where the answer came from: another URL than the request's when redirects were followed.
    public let url: String

    public init(status: Int, headers: [WebRequest.Header] = [], body: [UInt8] = [], url: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }

    /// The first value of a header; the name's case does not matter.
    public subscript(header name: String) -> String? { values(of: name).first }

    /// Every value of a header, such as `Set-Cookie`; the name's case does not matter.
    public func values(of name: String) -> [String] {
        let name = name.lowercased()
        return headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The body read as UTF-8.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
