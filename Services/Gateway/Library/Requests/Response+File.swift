// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

extension Response {
    /// A file, or the part of it that was asked for: some browsers play nothing that they cannot have in parts.
    ///
    /// - Parameter part: the request's `Range` (RFC 9110, 14.2). What is not one part of bytes counts as nothing.
    static func file(_ bytes: [UInt8], type: String, part: String? = nil) -> Response {
        var headers: HTTPFields = [.contentType: type, .acceptRanges: "bytes"]
        switch part.flatMap({ Part($0, of: bytes.count) }) {
        case nil:
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .some(.beyond):
            headers = [.contentRange: "bytes */\(bytes.count)"]
            return Response(status: .rangeNotSatisfiable, headers: headers)
        case .some(.within(let range)):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(bytes.count)"
            return Response(
                status: .partialContent, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes[range])))
        }
    }

    private enum Part {
        case within(ClosedRange<Int>)
        case beyond

        /// `bytes=0-1`, `bytes=100-`, or `bytes=-100`, the last hundred; nil when it is something else.
        init?(_ text: String, of count: Int) {
            guard let found = text.wholeMatch(of: /bytes=([0-9]{0,18})-([0-9]{0,18})/),
                !found.1.isEmpty || !found.2.isEmpty
            else { return nil }
            var (first, last) = (Int(found.1), Int(found.2))
            if first == nil, let length = last {
                first = length > 0 ? max(0, count - length) : count
                last = nil
            }
            let start = first ?? 0
            let end = min(last ?? count - 1, count - 1)
            if let last, last < start { return nil }
            self = start < count ? .within(start...end) : .beyond
        }
    }
}
