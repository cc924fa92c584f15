// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import ServiceKit

/// `attestctl audit`
public struct AuditCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verifies the digest chain of every event that the services keep.",
        discussion: """
            It changes nothing, and the services may be at work. It prints a line for each service, and below it a \
            sentence for each fault. It ends with 0 when all is sound, 1 when any fault was found, and 2 when none was \
            found but a history could not be read to its end.
            """)

    @Argument(help: "identity, registry, compliance or notification; all of them when none is named.")
    var services: [String] = []

    public init() {}

    public mutating func validate() throws {
        for service in services { try Operation.check(service: service) }
    }

    public func run() async throws {
        var audits: [HistoryAudit] = []
        try await Operation.withServices(otherwise: ExitCode(Self.unread)) { client, _ in
            for keeper in HistoryKeepers.all where services.isEmpty || services.contains(keeper.service) {
                let audit = await Self.audit(keeper, client)
                audits.append(audit)
                print(([audit.summary] + audit.findings).joined(separator: "\n"))
                if let complaint = audit.complaint { _ = Operation.fail(complaint) }
            }
        }
        let status = Self.status(audits)
        if status != 0 { throw ExitCode(status) }
    }

    private static func audit<Keeper: HistoryKeeper>(_ keeper: Keeper.Type, _ client: ServiceClient) async
        -> HistoryAudit
    {
        var audit = HistoryAudit(service: Keeper.service)
        await audit.run { after throws(ClientError) in
            try await client.ask(
                VerifyHistory<Keeper>(after: after), as: .operator, trace: TraceContext(), deadline: .seconds(20))
        }
        return audit
    }

    /// A fault is known, whatever else could not be read.
    static func status(_ audits: [HistoryAudit]) -> Int32 {
        if audits.contains(where: { !$0.faults.isEmpty }) { return 1 }
        return audits.contains { $0.interruption != nil } ? unread : 0
    }

    /// How the process ends when something could not be looked at.
    private static let unread: Int32 = 2
}
