// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Measures the engine beside the floor and prints tables: `bench run [MESSAGES [ROUNDS]]`, `bench requests`,
/// `bench hygiene [MESSAGES]`; `bench fill` only fills the queue. `work` and `front` are the
/// processes that it starts itself.
@main
enum Bench {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        func number(_ index: Int, _ standard: Int) -> Int {
            index < arguments.count ? Int(arguments[arguments.startIndex + index]) ?? standard : standard
        }
        signal(SIGPIPE, SIG_IGN)
        // Whoever started us from a thread that blocks signals handed that on.
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        do {
            switch arguments.first {
            case "work": try await Worker.run()
            case "front": try await Front.run()
            case "run": try await Report().throughput(messages: number(1, 40_000), rounds: max(1, number(2, 3)))
            case "requests": try await Report().requests(rounds: max(1, number(1, 3)))
            case "fill": try await Report().fill(messages: number(1, 40_000))
            case "hygiene": try await Report().hygiene(messages: number(1, 200_000))
            default: throw Failure("usage: bench run [MESSAGES [ROUNDS]] | requests [ROUNDS] | hygiene [MESSAGES]")
            }
        } catch {
            FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
            exit(1)
        }
    }
}
