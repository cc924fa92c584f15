// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc
import Threads

/// One libcurl handle, and the connections that it keeps open between requests.
final class WebConnection: @unchecked Sendable {  // whoever took it from the client's list alone uses it
    private let easy: UnsafeMutableRawPointer

    // libcurl asks to be set up once a process; a second time, from another module, is counted.
    private static let isSetUp = curl_global_init(easy_global_default) == CURLE_OK

    /// Nil when libcurl cannot work here at all.
    init?() {
        guard Self.isSetUp, let easy = curl_easy_init() else { return nil }
        self.easy = easy
    }

    deinit { curl_easy_cleanup(easy) }

    /// Sends a request and blocks until its answer is there whole.
    func perform(
        _ request: WebRequest, settings: WebClient.Settings, isCancelled: @escaping () -> Bool
    ) -> Result<WebResponse, WebError> {
        blockBrokenPipeSignal()
        configure(settings)
        // Options only: the connections stay. Nothing that is set below may outlive this call.
        defer { curl_easy_reset(easy) }
        let transfer = Transfer(maxBody: settings.maxBody, isCancelled: isCancelled)
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION, receiveBody)
        easy_set_pointer(easy, CURLOPT_WRITEDATA, context)
        easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION, receiveHeader)
        easy_set_pointer(easy, CURLOPT_HEADERDATA, context)
        easy_set_number(easy, CURLOPT_NOPROGRESS, 0)
        easy_set_progress_callback(easy, watchForCancellation)
        easy_set_pointer(easy, CURLOPT_XFERINFODATA, context)
        easy_set_text(easy, CURLOPT_URL, request.url)
        // libcurl would ask leave before a long body and wait a second for it.
        var list = curl_slist_append(nil, "Expect:")
        defer { curl_slist_free_all(list) }
        for header in request.headers {
            // A name with a semicolon is libcurl's way to send a header without a value.
            let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
            list = curl_slist_append(list, line)
        }
        easy_set_list(easy, CURLOPT_HTTPHEADER, list)
        let outcome = withExtendedLifetime(transfer) { perform(request.method, body: request.body) }
        if let failure = transfer.failure(after: outcome) { return .failure(failure) }
        var status = 0
        easy_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
        var url: UnsafeMutablePointer<CChar>?
        easy_get_text(easy, CURLINFO_EFFECTIVE_URL, &url)
        return .success(
            WebResponse(
                status: status, headers: transfer.headers, body: transfer.body,
                url: url.map { String(cString: $0) } ?? request.url))
    }

    private func perform(_ method: String, body: [UInt8]) -> CURLcode {
        body.withUnsafeBytes { body in
            switch method {
            case "GET" where body.isEmpty: easy_set_number(easy, CURLOPT_HTTPGET, 1)
            case "HEAD" where body.isEmpty: easy_set_number(easy, CURLOPT_NOBODY, 1)
            default:
                if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) {
                    easy_set_number(easy, CURLOPT_POST, 1)
                    easy_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
                    // Without an address libcurl would ask a callback for the body.
                    easy_set_pointer(easy, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(easy))
                }
                if method != "POST" { easy_set_text(easy, CURLOPT_CUSTOMREQUEST, method) }
            }
            return curl_easy_perform(easy)
        }
    }

    private func configure(_ settings: WebClient.Settings) {
        easy_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        easy_set_text(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        easy_set_text(easy, CURLOPT_PROXY, "")
        easy_set_number(easy, CURLOPT_NOSIGNAL, 1)
        easy_set_number(easy, CURLOPT_FOLLOWLOCATION, settings.redirects > 0 ? 1 : 0)
        easy_set_number(easy, CURLOPT_MAXREDIRS, settings.redirects)
        easy_set_number(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        easy_set_number(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        easy_set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeout.milliseconds))
        easy_set_number(easy, CURLOPT_TIMEOUT_MS, Int(settings.timeout.milliseconds))
        easy_set_text(easy, CURLOPT_USERAGENT, settings.userAgent)
        if let file = settings.caFile { easy_set_text(easy, CURLOPT_CAINFO, file) }
    }
}

/// What libcurl's callbacks of one request work on, on the thread that performs it.
private final class Transfer {
    private(set) var headers: [WebRequest.Header] = []
    private(set) var body: [UInt8] = []
    private var room: Int
    private var headerRoom = 256 * 1_024
    private var tooLarge = false
    private let isCancelled: () -> Bool

    init(maxBody: Int, isCancelled: @escaping () -> Bool) {
        room = maxBody
        self.isCancelled = isCancelled
    }

    var wantsToStop: Bool { isCancelled() }

    /// False when it is too much.
    func receives(body piece: UnsafeRawBufferPointer) -> Bool {
        room -= piece.count
        tooLarge = room < 0
        if !tooLarge { body.append(contentsOf: piece) }
        return !tooLarge
    }

    /// False when it is too much.
    func receives(header bytes: UnsafeRawBufferPointer) -> Bool {
        headerRoom -= bytes.count
        tooLarge = headerRoom < 0
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // A status line begins an answer; those before it were interim ones or redirects.
            headers = []
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
            headers.append((String(line[..<colon]), String(value[..<end])))
        }
        return !tooLarge
    }

    func failure(after outcome: CURLcode) -> WebError? {
        let reason = String(cString: curl_easy_strerror(outcome))
        if tooLarge { return WebError(.tooLarge) }
        return switch outcome {
        case CURLE_OK: nil
        case CURLE_ABORTED_BY_CALLBACK: WebError(.cancelled)
        case CURLE_URL_MALFORMAT: WebError(.malformedRequest, reason: reason)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: WebError(.unreachable, reason: reason)
        case CURLE_OPERATION_TIMEDOUT: WebError(.timedOut, reason: reason)
        case CURLE_TOO_MANY_REDIRECTS: WebError(.tooManyRedirects, reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER:
            WebError(.insecure, reason: reason)
        default: WebError(.broken, reason: reason)
        }
    }
}

private let receiveBody: easy_data_callback = { data, size, count, context in
    guard let data, let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().receives(body: bytes) ? bytes.count : 0
}

private let receiveHeader: easy_data_callback = { data, size, count, context in
    guard let data, let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().receives(header: bytes) ? bytes.count : 0
}

private let watchForCancellation: easy_progress_callback = { context, _, _, _, _ in
    guard let context else { return 0 }
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().wantsToStop ? 1 : 0
}

/// A peer that goes away while TLS writes to it would otherwise end the process; only this thread is changed.
private func blockBrokenPipeSignal() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
