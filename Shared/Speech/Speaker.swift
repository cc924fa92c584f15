// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Says words aloud with the program espeak-ng, which stays a program of its own: its licence is another than ours.
///
/// Each line is said by a new process, so that the same words in the same voice are the same sound each time.
public enum Speaker {
    /// Something to be said, and how.
    public struct Line: Sendable, Hashable {
        public var text: String
        /// A language's file and a variant, as espeak-ng calls them: `gmw/en+f1`.
        public var voice: String
        /// From 0 to 100, where 50 is the voice's own.
        public var pitch: Int
        /// Words a minute, from 80 to 450.
        public var pace: Int

        public init(_ text: String, voice: String, pitch: Int = 50, pace: Int = 160) {
            self.text = text
            self.voice = voice
            self.pitch = pitch
            self.pace = pace
        }
    }

    /// Says lines, and gives each without the silence around it.
    ///
    /// It takes the calling thread some milliseconds a line: call it at start, or on threads that may wait.
    ///
    /// - Throws: `SpeechError` when there is no such program, or not that voice.
    public static func say(_ lines: [Line]) throws(SpeechError) -> [Sound] {
        var sounds: [Sound] = []
        // So many programs at a time.
        for start in stride(from: 0, to: lines.count, by: 8) {
            let part = lines[start..<min(start + 8, lines.count)]
            var running: [Program] = []
            for line in part {
                running.append(
                    try Program([
                        "espeak-ng", "-v", line.voice, "-p", String(line.pitch), "-s", String(line.pace), "--stdout",
                        "--", line.text,
                    ]))
            }
            for (line, program) in zip(part, running) {
                sounds.append(try sound(in: program.output(), of: line))
            }
        }
        return sounds
    }

    private static func sound(in file: [UInt8], of line: Line) throws(SpeechError) -> Sound {
        // A header of 44 bytes, whose lengths say nothing: the program did not know them yet.
        let header = 44
        guard file.count > header, file.starts(with: Array("RIFF".utf8)) else { throw .unknownVoice(line.voice) }
        let rate = file[24..<28].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard rate == 2 * Sound.rate else { throw .failed("speak at this rate", Int32(rate)) }
        let samples = stride(from: header, to: file.count - 1, by: 2).map { place in
            Float(Int16(bitPattern: UInt16(file[place]) | UInt16(file[place + 1]) << 8)) / 32_768
        }
        return Sound(halving: samples).trimmed
    }
}

/// A program at work. Whoever starts one takes its output, once.
private final class Program {
    private var process: pid_t = 0
    private let end: Int32

    init(_ arguments: [String]) throws(SpeechError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .failed("be listened to", errno) }
        end = ends[0]
        // No other program holds our ends open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let status = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
        close(ends[1])
        guard status == 0 else { throw status == ENOENT ? .noProgram : .failed("be started", status) }
    }

    deinit {
        close(end)
        var result: Int32 = 0
        if process > 0 { while waitpid(process, &result, 0) < 0, errno == EINTR {} }
    }

    /// What it writes on standard output until it ends; nothing when it fails.
    func output() -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(end, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += part[..<count]
        }
        var result: Int32 = 0
        while waitpid(process, &result, 0) < 0, errno == EINTR {}
        process = 0
        return result == 0 ? bytes : []
    }
}
