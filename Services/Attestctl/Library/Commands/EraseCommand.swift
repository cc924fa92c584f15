// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import ServiceKit

/// `attestctl erase`
public struct EraseCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erases a person's data, wherever the services keep it.",
        discussion: """
            It finds the person by their e-mail address: in histories, states, lists, stored replies, timers, what waits \
            to be sent and dead letters. What is erased reads [erased] from then on, and each history says that and why. \
            An account of theirs is closed, an e-mail to them that waits is given up, and a case whose contact they were \
            asks for another one. Without --yes it changes nothing and says what it would. What was being processed at \
            the time is found when it is called again a while later.

            Their name goes with their address wherever the two stand in one history. Give --name for texts in which \
            somebody named them and for e-mails to others; everybody who is called the same goes with them there.
            """)

    @Argument(help: "The person's e-mail address.")
    var address: String

    @Option(help: ArgumentHelp("Why: asked-for or purpose-ended.", valueName: "reason"))
    var reason: ErasureReason

    @Option(name: .customLong("name"), help: "A name that they are called by. May be given several times.")
    var names: [String] = []

    @Flag(help: "Erase. It cannot be undone.")
    var yes = false

    public init() {}

    public mutating func validate() throws {
        guard address.contains("@"), address.count > Eraser.shortestName else {
            throw ValidationError("'\(address)' is not an e-mail address")
        }
        if let short = names.first(where: { $0.count < Eraser.shortestName }) {
            throw ValidationError("'\(short)' is too short to be looked for: it would be found everywhere")
        }
        guard reason != .secretUsed else { throw ValidationError("Use asked-for or purpose-ended") }
    }

    public func run() async throws {
        // As the services keep it.
        let person = Person(address: EmailAddress(address)?.text ?? address, names: names)
        var unreadable = 0
        try await Operation.withServices { client, settings in
            for keeper in HistoryKeepers.all {
                let done = try await erase(person, from: keeper, client)
                let letters = try await DeadLetters(ServiceProcess.brokerAddress(settings), service: keeper.service)
                    .erase(person, isRehearsal: !yes)
                unreadable += done.unreadable.count
                print(Self.line(keeper.service, done, deadLetters: letters, isRehearsal: !yes))
                for stream in done.unreadable {
                    print("\(keeper.service): \(Identifier.text(stream)) cannot be read, and was left alone")
                }
            }
        }
        if !yes { print("Nothing was changed. Call it with --yes to erase.") }
        if unreadable > 0 { throw ExitCode.failure }
    }

    private func erase<Keeper: HistoryKeeper>(
        _ person: Person, from keeper: Keeper.Type, _ client: ServiceClient
    ) async throws -> ErasureProgress {
        var all = ErasureProgress()
        repeat {
            let page = try await client.ask(
                ErasePerson<Keeper>(person: person, reason: reason, isRehearsal: !yes, after: all.next),
                as: .operator, trace: TraceContext(), deadline: .seconds(60))
            all.streams += page.streams
            all.events += page.events
            all.others += page.others
            all.unreadable += page.unreadable
            all.next = page.next
        } while all.next != nil
        return all
    }

    static func line(_ service: String, _ done: ErasureProgress, deadLetters: Int, isRehearsal: Bool) -> String {
        let verb = isRehearsal ? "would be erased" : "erased"
        return "\(service): \(verb) in \(done.events) events of \(done.streams) histories, "
            + "\(done.others) other rows, \(deadLetters) dead letters"
    }
}

extension ErasureReason: ExpressibleByArgument {}
