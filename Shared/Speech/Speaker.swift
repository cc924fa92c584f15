// SPDX-License-Identifier: Apache-2.0

internal import CEspeak
internal import Threads

/// Says words aloud with espeak-ng, which has one state for the whole process.
///
/// It remembers what it said before, so that the same words sound a little different each time. Whoever needs the same sound
/// in every process lets it say all that there is to say at once, before anything else.
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

    /// True once the library is ready. The lock is also what lets one thread at a time into it.
    private static let library = Lock(false)

    /// Says lines one after the other, and gives each without the silence around it.
    ///
    /// It takes the calling thread half a millisecond a word, and more when another one speaks: call it at start, or on
    /// threads that may compute.
    ///
    /// - Throws: `SpeechError` when there are no voices, or not that one.
    public static func say(_ lines: [Line]) throws(SpeechError) -> [Sound] {
        try library.withLock { isReady throws(SpeechError) in
            if !isReady { try prepare() }
            isReady = true
            var sounds: [Sound] = []
            for line in lines { sounds.append(try speak(line)) }
            return sounds
        }
    }

    private static func prepare() throws(SpeechError) {
        // Without the option a machine that has no voices would end the process. It also sets the process's LC_CTYPE to
        // UTF-8, which nothing of ours reads.
        let rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nil, espeakINITIALIZE_DONT_EXIT)
        guard rate == 2 * Int32(Sound.rate) else { throw rate < 0 ? .noVoices : .failed("speak at this rate", rate) }
        espeak_SetSynthCallback { samples, count, events in
            guard let samples, count > 0, let kept = events?.pointee.user_data else { return 0 }
            Unmanaged<Recording>.fromOpaque(kept).takeUnretainedValue().samples +=
                UnsafeBufferPointer(start: samples, count: Int(count)).lazy.map { Float($0) / 32_768 }
            return 0
        }
    }

    private static func speak(_ line: Line) throws(SpeechError) -> Sound {
        guard espeak_SetVoiceByName(line.voice) == EE_OK else { throw .unknownVoice(line.voice) }
        for (parameter, value) in [(espeakPITCH, line.pitch), (espeakRATE, line.pace), (espeakVOLUME, 100)] {
            let status = espeak_SetParameter(parameter, Int32(value), 0)
            guard status == EE_OK else { throw .failed("speak like that", status.rawValue) }
        }
        let recording = Recording()
        // With the zero byte at its end.
        let text = Array(line.text.utf8CString)
        let status = espeak_Synth(
            text, text.count, 0, POS_CHARACTER, 0, UInt32(espeakCHARS_UTF8), nil,
            Unmanaged.passUnretained(recording).toOpaque())
        guard status == EE_OK, !recording.samples.isEmpty else { throw .failed("say it", status.rawValue) }
        return Sound(halving: recording.samples).trimmed
    }

    /// What the library's callback fills, which knows only a pointer.
    private final class Recording {
        var samples: [Float] = []
    }
}
