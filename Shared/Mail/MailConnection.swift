// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc
import Threads

/// One libcurl handle, and the connection that it keeps open between messages.
final class MailConnection: @unchecked Sendable {  // whoever took it from the sender's list alone uses it
    private let easy: UnsafeMutableRawPointer

    // libcurl asks to be set up once a process; a second time, from another module, is counted.
    private static let isSetUp = curl_global_init(easy_global_default) == CURLE_OK

    /// Nil when libcurl cannot work here at all.
    init?() {
        guard Self.isSetUp, let easy = curl_easy_init() else { return nil }
        self.easy = easy
    }

    deinit {
        // libcurl sends QUIT and waits up to two minutes for an answer that nobody needs: it finds the end instead.
        shutDown(SHUT_RD)
        curl_easy_cleanup(easy)
    }

    /// Hands in a rendered message; blocks until the server has answered or the time is up.
    func send(_ content: [UInt8], from sender: String, to recipients: [String], server: MailServer) -> MailResult {
        blockBrokenPipeSignal()
        let first = attempt(content, from: sender, to: recipients, server: server, fresh: false)
        guard first.mayRetry else { return first.result }
        return attempt(content, from: sender, to: recipients, server: server, fresh: true).result
    }

    private func attempt(
        _ content: [UInt8], from sender: String, to recipients: [String], server: MailServer, fresh: Bool
    ) -> (result: MailResult, mayRetry: Bool) {
        // Options only: the connection stays.
        curl_easy_reset(easy)
        configure(server, fresh: fresh)
        easy_set_text(easy, CURLOPT_MAIL_FROM, "<\(sender)>")
        let list = recipients.reduce(nil) { curl_slist_append($0, "<\($1)>") }
        defer { curl_slist_free_all(list) }
        easy_set_list(easy, CURLOPT_MAIL_RCPT, list)

        let transfer = Transfer(content, easy: easy)
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        easy_set_number(easy, CURLOPT_UPLOAD, 1)
        easy_set_size(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(content.count))
        easy_set_data_callback(easy, CURLOPT_READFUNCTION, readContent)
        easy_set_pointer(easy, CURLOPT_READDATA, context)
        easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION, discard)
        easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION, discard)
        easy_set_number(easy, CURLOPT_VERBOSE, 1)
        easy_set_debug_callback(easy, listen)
        easy_set_pointer(easy, CURLOPT_DEBUGDATA, context)
        var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        return words.withUnsafeMutableBufferPointer { words in
            easy_set_pointer(easy, CURLOPT_ERRORBUFFER, words.baseAddress)
            let outcome = withExtendedLifetime(transfer) { curl_easy_perform(easy) }
            let failure = words.first == 0 ? String(cString: curl_easy_strerror(outcome)) : text(in: words)
            // After a time-out libcurl may keep the connection, and would take the late answer for one to the next message.
            if transfer.conversation.reply == nil { shutDown(SHUT_RDWR) }
            // None of these may outlive this call.
            curl_easy_reset(easy)
            let result = transfer.conversation.result(succeeded: outcome == CURLE_OK, failure: failure)
            let mayRetry =
                outcome != CURLE_OK && outcome != CURLE_OPERATION_TIMEDOUT && !fresh
                && transfer.conversation.mayHaveGoneStale
            return (result.redacted(recipients: recipients + [sender]), mayRetry)
        }
    }

    /// Ends the open connection, if there is one, for reading or altogether; libcurl then closes it.
    private func shutDown(_ direction: Int) {
        var socket: curl_socket_t = -1
        if easy_get_socket(easy, &socket) == CURLE_OK, socket >= 0 { shutdown(socket, Int32(direction)) }
    }

    private func text(in buffer: UnsafeMutableBufferPointer<CChar>) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func configure(_ server: MailServer, fresh: Bool) {
        easy_set_text(easy, CURLOPT_URL, server.url)
        easy_set_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        easy_set_text(easy, CURLOPT_PROXY, "")
        easy_set_number(easy, CURLOPT_NOSIGNAL, 1)
        easy_set_number(easy, CURLOPT_FRESH_CONNECT, fresh ? 1 : 0)
        easy_set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(server.connectTimeout.milliseconds))
        easy_set_number(easy, CURLOPT_TIMEOUT_MS, Int(server.timeout.milliseconds))
        easy_set_number(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        let encryption =
            switch server.startTLS {
            case .required: CURLUSESSL_ALL
            case .ifOffered: CURLUSESSL_TRY
            case .never: CURLUSESSL_NONE
            }
        easy_set_number(easy, CURLOPT_USE_SSL, Int(encryption.rawValue))
        if let file = server.caFile { easy_set_text(easy, CURLOPT_CAINFO, file) }
        if let user = server.user { easy_set_text(easy, CURLOPT_USERNAME, user) }
        if let password = server.password { easy_set_text(easy, CURLOPT_PASSWORD, password) }
    }
}

/// What libcurl's callbacks of one message work on, on the thread that performs it.
private final class Transfer {
    private var content: ArraySlice<UInt8>
    var conversation = Conversation()

    private let easy: UnsafeMutableRawPointer

    init(_ content: [UInt8], easy: UnsafeMutableRawPointer) {
        self.content = content[...]
        self.easy = easy
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = content.prefix(buffer.count)
        buffer.copyBytes(from: piece)
        content = content.dropFirst(piece.count)
        // The end follows the last byte at once; libcurl does not ask again when it knows the length.
        if content.isEmpty { conversation.endsContent() }
        return piece.count
    }

    func hears(_ kind: curl_infotype, _ text: String) {
        switch kind {
        case CURLINFO_HEADER_OUT:
            conversation.sends(text)
            // libcurl says goodbye even to a server that has just been silent for too long, and would wait two minutes.
            if text.hasPrefix("QUIT") { easy_set_number(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, 1) }
        case CURLINFO_HEADER_IN: conversation.receives(text)
        default: break
        }
    }
}

extension MailResult {
    fileprivate func redacted(recipients: [String]) -> MailResult {
        func clean(_ text: String) -> String { Mail.redacted(text, recipients: recipients) }
        return switch self {
        case .sent(let reply): .sent(reply: clean(reply))
        case .tryLater(let code, let reason): .tryLater(code: code, reason: clean(reason))
        case .unavailable(let code, let reason): .unavailable(code: code, reason: clean(reason))
        case .never(let code, let reason): .never(code: code, reason: clean(reason))
        case .inDoubt(let reason): .inDoubt(reason: clean(reason))
        }
    }
}

private let readContent: easy_data_callback = { data, size, count, context in
    guard let data, let context else { return easy_read_abort }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.read(into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
}

private let discard: easy_data_callback = { _, size, count, _ in size * count }

private let listen: easy_debug_callback = { _, kind, data, size, context in
    guard kind == CURLINFO_HEADER_OUT || kind == CURLINFO_HEADER_IN, let data, let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: data, count: size)
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().hears(kind, String(decoding: bytes, as: UTF8.self))
    return 0
}

/// A peer that goes away while TLS writes to it would otherwise end the process; only this thread is changed.
private func blockBrokenPipeSignal() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
