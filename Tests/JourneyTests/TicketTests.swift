// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite("Requests for help", .enabled(if: canTravel, "needs deploy/local test"), .serialized, .timeLimit(.minutes(5)))
struct TicketTests {
    @Test(
        "A member asks for help, a Super Administrator answers and hands it to Central Admin, who resolves it; it is reopened, and forgotten with its author; ISG-13, ISG-14, ISG-15, ISG-16, ISG-17"
    )
    func whole() async throws {
        try await RunningSystem.with { system in
            let scene = try await GroupScene(system)
            let people = scene.people
            let mary = try await scene.manager("Mary", of: "cobble")
            let nora = try await scene.manager("Nora", of: "watermill")
            try await scene.ask(mary.visitor, for: mary.organisation)

            // She asks, about a page.
            try await mary.visitor.get("/tickets")
            #expect(mary.visitor.text.contains("You have not asked for help."))
            try await mary.visitor.get("/tickets/new?about=/account/sign-in")
            try await mary.visitor.submit(["subject": "", "matter": "It fails."])
            #expect(mary.visitor.errors == ["Say in a few words what it is about"])
            try await mary.visitor.submit(["subject": "Gloria cannot sign in"])
            #expect(mary.visitor.text.contains("Your request is on its way"), "\(mary.visitor.errors)")
            #expect(mary.visitor.text.contains("Awaiting response") && mary.visitor.links.contains("/account/sign-in"))
            let ticket = String(mary.visitor.path.prefix { $0 != "?" })

            // It is put before the Super Administrator, and before nobody else.
            let mail = try await system.mail(to: people.address("chief"), holding: "asks for help")
            #expect(mail.contains(ticket) && !mail.contains("Gloria"))
            try await scene.chief.get("/")
            #expect(scene.chief.text.contains("Gloria cannot sign in") && scene.chief.links.contains(ticket))
            for other in [nora.visitor, scene.central] {
                #expect(try await other.get(ticket).status == 404)
                try await other.get("/tickets")
                #expect(!other.text.contains("Gloria"))
            }

            // The guide says what to do with it. ISG-13
            try await scene.chief.get("/groups/\(scene.group)")
            #expect(scene.chief.links.contains("/groups/guide"))
            try await scene.chief.get("/groups/guide")
            #expect(scene.chief.text.hasPrefix("Super Admin Guide") && scene.chief.text.contains("Requests for help"))
            #expect(try await mary.visitor.get("/groups/guide").status == 404)

            // An answer, and what it leaves open.
            try await scene.chief.get(ticket)
            try await scene.chief.submit(["text": "Is her address right?"], with: "text")
            #expect(scene.chief.text.contains("It is sent.") && scene.chief.text.contains("Answered"))
            _ = try await system.mail(to: people.address("mary"), holding: "There is an answer to your request")
            try await mary.visitor.get(ticket)
            #expect(mary.visitor.text.contains("Charles Chief (Super Administrator) wrote"))
            try await mary.visitor.submit(["text": "It is, says Gloria."], with: "text")
            #expect(mary.visitor.text.contains("Awaiting response"))

            // Handed on, with a reason: all three are told.
            try await scene.chief.get(ticket + "/escalation")
            try await scene.chief.submit(["reason": ""])
            #expect(scene.chief.errors == ["Say why you cannot resolve it"])
            try await scene.chief.submit(["reason": "Her account is locked."])
            #expect(scene.chief.text.contains("Central Admin has the request now"), "\(scene.chief.errors)")
            _ = try await system.mail(
                to: people.address("mary"), holding: "Your request for help is with Central Admin now")
            _ = try await system.mail(to: people.address("chief"), holding: "is with Central Admin now")
            _ = try await system.mail(to: people.address("central"), holding: "was handed to you")
            try await scene.central.get("/")
            #expect(scene.central.links.contains(ticket))
            try await scene.central.get(ticket)
            #expect(scene.central.text.contains("Her account is locked."))
            try await scene.central.submit(["text": "It is unlocked now."], with: "text")
            try await scene.central.submit(to: "resolution")
            #expect(scene.central.text.contains("The request is resolved"))

            // It is not: the requester opens it again.
            try await mary.visitor.get(ticket + "/reopening")
            try await mary.visitor.submit(["text": "Gloria is still locked out."])
            #expect(mary.visitor.text.contains("The request is open again"), "\(mary.visitor.errors)")
            try await scene.central.get(ticket)
            #expect(scene.central.text.contains("Gloria is still locked out."))

            // What she wrote goes with her.
            let erased = try await system.attestctl("erase", people.address("mary"), "--reason", "asked-for", "--yes")
            #expect(erased.0 == 0, "\(erased.1)")
            try await scene.central.get(ticket)
            #expect(!scene.central.text.contains("Gloria"))
            #expect(scene.central.text.contains("It is unlocked now."))
            try await scene.central.get("/tickets")
            #expect(!scene.central.text.contains("Gloria"))
        }
    }
}
