// SPDX-License-Identifier: Apache-2.0

/// Words that could not be spoken.
public struct SpeechError: Error, CustomStringConvertible {
    public let description: String

    /// Nothing can be said on this machine.
    public static let noProgram = SpeechError(description: "this machine has no voices: install espeak-ng")

    static func unknownVoice(_ name: String) -> SpeechError {
        SpeechError(description: "espeak-ng does not know the voice \(name)")
    }

    static func failed(_ what: String, _ status: Int32) -> SpeechError {
        SpeechError(description: "espeak-ng could not \(what): status \(status)")
    }
}
