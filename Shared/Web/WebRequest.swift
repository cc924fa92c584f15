// SPDX-License-Identifier: Apache-2.0

/// One HTTP request.
public struct WebRequest: Sendable {
    /// One header line.
    public typealias Header = (name: String, value: String)

    /// `GET`, `POST` and the like, in capitals.
    public var method: String
    /// Absolute, `http` or `https`.
    public var url: String
    public var headers: [Header]
    public var body: [UInt8]

    public init(_ method: String = "GET", _ url: String, headers: [Header] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// What a browser sends when a form is submitted with `POST` (`application/x-www-form-urlencoded`).
    public static func form(
        _ url: String, _ fields: [(name: String, value: String)], headers: [Header] = []
    ) -> WebRequest {
        let body = fields.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
        let type = ("Content-Type", "application/x-www-form-urlencoded")
        return WebRequest("POST", url, headers: [type] + headers, body: Array(body.utf8))
    }

    /// A text as it stands in a form's body or in a URL's query: spaces become `+`, and most others are percent-encoded.
    public static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "*"):
                output.append(byte)
            case UInt8(ascii: " "): output.append(UInt8(ascii: "+"))
            default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether no part of the request can break out of its place.
    var isSound: Bool {
        Self.isToken(method) && Self.isWebURL(url)
            && headers.allSatisfy { header in
                Self.isToken(header.name)
                    && header.value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
            }
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && !"()<>@,;:\\\"/[]?={}".utf8.contains(byte)
            }
    }

    private static func isWebURL(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return (start.hasPrefix("http://") || start.hasPrefix("https://"))
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
