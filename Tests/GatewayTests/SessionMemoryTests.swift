// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Gateway

@Suite("Sessions remembered at the front door")
struct SessionMemoryTests {
    private let start = ContinuousClock.now

    private func session(_ account: UUID = UUID()) -> Session {
        Session(
            session: UUID(), account: account, email: "a@example.nhs.uk", displayName: "A", roles: [], memberships: [],
            expires: Date().addingTimeInterval(3_600), used: Date())
    }

    private func memory(lasting: Duration = .seconds(10)) -> SessionMemory {
        let memory = SessionMemory(lasting: lasting)
        memory.begins()
        return memory
    }

    private func keep(_ session: Session, _ memory: SessionMemory, remaining: Duration = .seconds(3_600)) {
        memory.keep(session, under: "token", asked: memory.ticket(), remaining: remaining, at: start)
    }

    @Test("A session is remembered for moments, and never beyond its own end")
    func moments() {
        let session = session()
        let memory = memory()
        keep(session, memory)
        #expect(memory.recall("token", at: start + .seconds(9)) == session)
        #expect(memory.recall("another", at: start) == nil)
        #expect(memory.recall("token", at: start + .seconds(10)) == nil)
        keep(session, memory, remaining: .seconds(2))
        #expect(memory.recall("token", at: start + .seconds(1)) == session)
        #expect(memory.recall("token", at: start + .seconds(2)) == nil)
        let none = self.memory(lasting: .zero)
        keep(session, none)
        #expect(none.recall("token", at: start) == nil)
    }

    @Test("What is heard of an account is forgotten of all its sessions, and of nobody else's")
    func heard() {
        let (one, other) = (session(), session())
        let memory = memory()
        for (token, session) in [("1", one), ("2", session(one.account)), ("3", other)] {
            memory.keep(session, under: token, asked: memory.ticket(), remaining: .seconds(60), at: start)
        }
        memory.forget(one.account)
        #expect(memory.recall("1", at: start) == nil && memory.recall("2", at: start) == nil)
        #expect(memory.recall("3", at: start) == other)
    }

    @Test("What was asked before a change and answered after it is not remembered")
    func inFlight() {
        let session = session()
        let memory = memory()
        let ticket = memory.ticket()
        memory.forget(session.account)
        memory.keep(session, under: "token", asked: ticket, remaining: .seconds(60), at: start)
        #expect(memory.recall("token", at: start) == nil)
        keep(session, memory)
        #expect(memory.recall("token", at: start) == session)
    }

    @Test("Nothing counts while changes are not heard, and nothing from before counts after")
    func deaf() {
        let session = session()
        let never = SessionMemory(lasting: .seconds(10))
        keep(session, never)
        #expect(never.recall("token", at: start) == nil)
        let memory = memory()
        keep(session, memory)
        let ticket = memory.ticket()
        memory.ends()
        #expect(memory.recall("token", at: start) == nil)
        keep(session, memory)
        #expect(memory.recall("token", at: start) == nil)
        memory.begins()
        memory.keep(session, under: "token", asked: ticket, remaining: .seconds(60), at: start)
        #expect(memory.recall("token", at: start) == nil)
    }

    @Test("After a membership nothing is remembered of its account for a while: identity hears of it when we do")
    func settling() {
        let session = session()
        let memory = memory()
        memory.forget(session.account, settling: true, at: start)
        keep(session, memory)
        #expect(memory.recall("token", at: start) == nil)
        memory.keep(
            session, under: "token", asked: memory.ticket(), remaining: .seconds(60), at: start + .seconds(10))
        #expect(memory.recall("token", at: start + .seconds(10)) == session)
    }
}
