// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Testing

@testable import Compliance

/// The SQL of this service against a real server; skipped unless ATTEST_TEST_POSTGRES names one.
@Suite(
    "Projections and questions",
    .enabled(
        if: ProcessInfo.processInfo.environment["ATTEST_TEST_POSTGRES"] != nil,
        "ATTEST_TEST_POSTGRES names no PostgreSQL"), .timeLimit(.minutes(5)))
struct DatabaseTests {
    /// Runs `body` in a schema of its own, which is removed after it.
    private func withSchema(_ body: (Pool) async throws -> Void) async throws {
        let url = try #require(ProcessInfo.processInfo.environment["ATTEST_TEST_POSTGRES"])
        let schema = "compliance_\(UUID().uuidString.lowercased().replacing("-", with: "_"))"
        let configuration = DatabaseConfiguration(url: url, schema: schema)
        try await Wiring.definition().migrate(configuration)
        let pool = Pool(configuration, limit: 2, name: "test")
        do {
            try await body(pool)
        } catch {
            try await pool.query("DROP SCHEMA \(raw: schema) CASCADE")
            throw error
        }
        try await pool.query("DROP SCHEMA \(raw: schema) CASCADE")
        await pool.close()
    }

    /// Everything of a story as one batch, or what came after a version.
    private func change<D: Decider>(_ story: Story<D>, _ id: UUID, after version: Int = 0) throws -> Change<D> {
        Change(
            stream: id, version: Int64(story.recorded.count), state: try #require(story.state),
            events: Array(story.recorded.dropFirst(version)))
    }

    /// Writes a whole case as the engine does, all that happened or what came after it had been written before.
    private func write(_ story: CaseStory, after before: CaseStory = CaseStory(), to pool: Pool) async throws {
        let caseID = Cast.caseID
        try await write(
            story.statement, StatementID.of(organisation: Cast.practice), before.statement, to: pool,
            CaseHistoryTable.write)
        try await write(story.process, caseID, before.process, to: pool) {
            CasesTable.write($0) + CaseHistoryTable.write($0)
        }
        try await write(story.assessment, CaseID.assessment(of: caseID), before.assessment, to: pool) {
            AnswersTable.write($0) + CaseHistoryTable.write($0)
        }
        try await write(story.plan, CaseID.plan(of: caseID), before.plan, to: pool, CaseHistoryTable.write)
        try await write(
            story.agreement, CaseID.agreement(of: caseID), before.agreement, to: pool, CaseHistoryTable.write)
    }

    private func write<D: Decider>(
        _ story: Story<D>, _ id: UUID, _ before: Story<D>, to pool: Pool, _ sql: ([Change<D>]) -> [SQL]
    ) async throws {
        guard story.recorded.count > before.recorded.count else { return }
        let changes = [try change(story, id, after: before.recorded.count)]
        try await keep(changes, in: pool)
        for statement in sql(changes) { try await pool.query(statement) }
    }

    /// Keeps states as the engine does.
    private func keep<D: Decider>(_ changes: [Change<D>], in pool: Pool) async throws {
        try await pool.query(
            """
            INSERT INTO states (stream, version, aggregate, shape, state, digest)
            SELECT stream, version, \(D.aggregate), \(D.shape), state, ''
            FROM unnest(\(changes.map(\.stream))::uuid[], \(changes.map(\.version))::int8[],
                \(try changes.map { try JSON.text($0.state) })::text[]) AS n(stream, version, state)
            ON CONFLICT (stream, version) DO NOTHING
            """)
    }

    private func write(_ changes: [Change<ReviewTaskDecider>], to pool: Pool) async throws {
        try await keep(changes, in: pool)
        for statement in ReviewTasksTable.write(changes) { try await pool.query(statement) }
    }

    @Test("A case is described to those who may read it, at every stage, and is not found for the others (SOC-128)")
    func describes() async throws {
        try await withSchema { pool in
            var story = try CaseStory.opened()
            try await write(story, to: pool)
            let question = DescribeCaseQuestion()
            let query = DescribeCase(caseID: Cast.caseID)
            var details = try await question.answer(query, for: Cast.colleague, at: story.time, from: pool)
            #expect(details.stage == .assessing && details.answered == 0 && details.requirements == 13)
            #expect(details.opened == story.time && details.host?.code == "5QD")
            let version = details.version

            let written = story
            story = try .planWaiting()
            story.wait(3_600)
            try story.tell(story.decision(approved: true, comment: "Good."), by: Cast.desk)
            let secrets = try story.secrets()
            story.wait(3_600)
            try story.tell(story.attempt(secrets.token, secrets.code), by: .visitor)
            try await write(story, after: written, to: pool)
            details = try await question.answer(query, for: Cast.reviewer, at: story.time, from: pool)
            #expect(details.stage == .signed && details.outstanding.isEmpty && details.answered == 13)
            #expect(details.version > version)
            #expect(details.signatory == Cast.signatory && details.signedAt == story.time)
            #expect(details.opened == story.time.addingTimeInterval(-7_200))
            #expect(
                details.belowLevelTwo == ["114", "117"] && details.plan.count == 2 && details.planComment == "Good.")
            #expect(details.signedBy == "Dr Amal Osei" && details.capacity == .own)

            // A batch that comes again, or late, changes nothing.
            try await write(try .opened(), to: pool)
            #expect(try await question.answer(query, for: Cast.reviewer, at: story.time, from: pool) == details)

            for actor in [Cast.stranger, Cast.foreignReviewer, .visitor] {
                await #expect(throws: QuestionRefused.self) {
                    try await question.answer(query, for: actor, at: story.time, from: pool)
                }
                await #expect(throws: QuestionRefused.self) {
                    try await DescribeAssessmentQuestion().answer(
                        DescribeAssessment(caseID: Cast.caseID), for: actor, at: story.time, from: pool)
                }
                await #expect(throws: QuestionRefused.self) {
                    try await ShowHistoryQuestion().answer(
                        ShowHistory(caseID: Cast.caseID), for: actor, at: story.time, from: pool)
                }
                let found = try await FindCasesQuestion().answer(
                    FindCases(organisation: Cast.practice), for: actor, at: story.time, from: pool)
                #expect(found.isEmpty)
            }
            #expect(
                try await FindCasesQuestion().answer(FindCases(), for: Cast.stranger, at: story.time, from: pool)
                    .isEmpty)
            let found = try await FindCasesQuestion().answer(
                FindCases(), for: Cast.administrator, at: story.time, from: pool)
            #expect(
                try await FindCasesQuestion().answer(
                    FindCases(organisation: Cast.practice), for: Cast.administrator, at: story.time, from: pool)
                    == found)
            #expect(found.map(\.caseID) == [Cast.caseID])
            #expect(found.first?.stage == .signed)
        }
    }

    @Test("Rebuilt rows equal live ones")
    func rebuilds() async throws {
        try await withSchema { pool in
            var story = try CaseStory.opened()
            var written = CaseStory()
            func keep() async throws {
                try await write(story, after: written, to: pool)
                written = story
            }
            try await keep()
            try story.tell(Cast.contacts(), by: Cast.administrator)
            try await keep()
            for requirement in try #require(story.assessment.state).requirements {
                story.wait(1)
                try story.tell(Cast.answer(requirement.number), by: Cast.administrator)
                try await keep()
            }
            try story.tell(Cast.answer("114", evidence: "Something else."), by: Cast.administrator)
            try await keep()
            try story.tell(Cast.submission, by: Cast.administrator)
            try await keep()
            let all: SQL = """
                SELECT (SELECT string_agg(c::text, '') FROM cases c)
                    || (SELECT string_agg(h::text, '' ORDER BY at, place, version) FROM case_history h)
                    || (SELECT string_agg(a::text, '' ORDER BY requirement) FROM answers a)
                """
            let live: String = try #require(try await pool.query(all).first).get(0)
            try await pool.query("TRUNCATE cases, case_history, answers")
            try await write(story, to: pool)
            let rebuilt: String = try #require(try await pool.query(all).first).get(0)
            #expect(rebuilt == live)
        }
    }

    @Test("An assessment shows every requirement with its answer and flag (SOC-111, SOC-112)")
    func assessment() async throws {
        try await withSchema { pool in
            var story = try CaseStory.opened()
            let book = String(repeating: "Every word of it counts. ", count: 1_200)
            try story.tell(
                Cast.answer("318", level: nil, notApplicable: true, evidence: "Nothing portable."),
                by: Cast.administrator)
            try story.tell(Cast.answer("114", evidence: book), by: Cast.administrator)
            try await write(story, to: pool)
            let assessment = try await DescribeAssessmentQuestion().answer(
                DescribeAssessment(caseID: Cast.caseID), for: Cast.reviewer, at: story.time, from: pool)
            #expect(assessment.requirements.count == 13 && !assessment.frozen)
            #expect(assessment.requirements.filter(\.key).count == 8)
            let answered = try #require(assessment.requirements.first { $0.number == "318" })
            #expect(answered.notApplicable && answered.level == 3 && answered.opening == "Nothing portable.")
            #expect(!answered.isCut && assessment.requirements.first { $0.number == "115" }?.level == nil)
            let long = try #require(assessment.requirements.first { $0.number == "114" })
            #expect(long.isCut && long.opening.count == 301 && long.opening.hasSuffix("…"))
            func read(_ number: String, _ actor: Actor) async throws -> AssessedRequirement {
                try await DescribeRequirementQuestion().answer(
                    DescribeRequirement(caseID: Cast.caseID, requirement: number), for: actor, at: story.time,
                    from: pool)
            }
            #expect(try await read("114", Cast.reviewer).evidence == Typed.text(book))
            #expect(try await read("115", Cast.colleague).evidence.isEmpty)
            await #expect(throws: QuestionRefused.self) { try await read("999", Cast.reviewer) }
            await #expect(throws: QuestionRefused.self) { try await read("114", Cast.stranger) }
            // What was written is nowhere in the state, which each answer writes anew.
            #expect(try JSON.text(story.assessment.state).utf8.count < 2_000)
        }
    }

    @Test("What is not due yet is refused with the reason, to those who may ask for it (SOC-028, SOC-029)")
    func notDue() async throws {
        try await withSchema { pool in
            func plan(_ actor: Actor) async throws -> [String] {
                guard
                    case .refused(let problems) = try await CaseLookup.prepare(
                        PlanCommand.submit([]), of: Cast.caseID, for: actor, from: pool)
                else { return [] }
                return problems.map(\.code)
            }
            func resend(_ actor: Actor) async throws -> [String] {
                guard
                    case .refused(let problems) = try await CaseLookup.prepare(
                        Cast.resending, for: actor, from: pool)
                else { return [] }
                return problems.map(\.code)
            }
            #expect(try await plan(Cast.administrator) == ["not-found"])
            try await write(CaseStory.answered(), to: pool)
            #expect(try await plan(Cast.administrator) == ["assessment-not-submitted"])
            #expect(try await resend(Cast.administrator) == ["declaration-not-due"])
            for actor in [Cast.colleague, Cast.reviewer] {
                #expect(try await plan(actor) == ["forbidden"])
            }
            for actor in [Cast.stranger, Cast.foreignReviewer, .visitor] {
                #expect(try await plan(actor) == ["not-found"])
                #expect(try await resend(actor) == ["not-found"])
            }
            try await write(CaseStory.submitted(), to: pool)
            #expect(try await plan(Cast.administrator) == ["plan-not-needed"])
            #expect(try await resend(Cast.administrator).isEmpty)
        }
    }

    @Test("The history is complete, newest first, page by page, and names the reviewer who decided (SOC-116, IMP-06)")
    func history() async throws {
        try await withSchema { pool in
            var story = try CaseStory.planWaiting()
            story.wait(1)
            try story.tell(story.decision(approved: true, comment: "Dr Osei is careful."), by: Cast.desk)
            for _ in 1...50 {
                story.wait(86_400)
                try story.tell(Cast.resending, by: Cast.reviewer)
            }
            try await write(story, to: pool)
            var entries: [HistoryEntry] = []
            var after: String?
            var pages = 0
            repeat {
                let page = try await ShowHistoryQuestion().answer(
                    ShowHistory(caseID: Cast.caseID, after: after), for: Cast.administrator, at: story.time, from: pool)
                entries += page.items
                after = page.next
                pages += 1
            } while after != nil
            #expect(pages == 2)
            #expect(entries.map(\.at) == entries.map(\.at).sorted(by: >))
            #expect(Set(entries.map { "\($0.type) \($0.version) \($0.at)" }).count == entries.count)
            #expect(
                entries.map(\.summary).reversed().filter { !$0.hasPrefix("Requirement") }.prefix(7) == [
                    "Assessment submitted: below level 2 in 114, 117", "Improvement plan 1 submitted for review",
                    "Case opened", "Signatory and contact recorded", "Improvement plan approved",
                    "Declaration sent to the signatory",
                    "Declaration sent again, with a new link and code",
                ])
            let approval = try #require(entries.first { $0.type == "compliance.improvement-plan-approved.v1" })
            #expect(approval.actor == Cast.reviewer.reference && approval.summary == "Improvement plan approved")
            #expect(!entries.contains { $0.summary.contains("Osei") || $0.summary.contains("@") })
            await #expect(throws: QuestionRefused.self) {
                try await ShowHistoryQuestion().answer(
                    ShowHistory(caseID: Cast.caseID, after: "x"), for: Cast.administrator, at: story.time, from: pool)
            }
        }
    }

    @Test(
        "The link opens the declaration, and tells a void, used, locked or expired link apart (IMP-01, IMP-02, SOC-125)"
    )
    func declaration() async throws {
        try await withSchema { pool in
            var story = try CaseStory.submitted()
            let secrets = try story.secrets()
            let digest = try #require(story.agreement.state?.link?.tokenDigest)
            func read(_ digest: String) async throws -> Declaration {
                try await write(story, to: pool)
                return try await ReadDeclarationQuestion().answer(
                    ReadDeclaration(caseID: Cast.caseID, tokenDigest: digest), for: .visitor, at: story.time, from: pool
                )
            }
            let open = try await read(digest)
            #expect(open.standing == "open" && open.terms == "v1" && open.signatory == "Dr Amal Osei")
            #expect(open.paragraphs == DeclarationTerms.current.paragraphs)
            #expect(open.text == DeclarationTerms.current.digest)
            #expect(open.assessment == story.assessment.state?.submission?.digest)
            await #expect(throws: QuestionRefused.self) { try await read(String(repeating: "0", count: 64)) }
            for _ in 1...4 {
                story.refuses(story.attempt(secrets.token, "wrong"), by: .visitor, "wrong-code", recorded: true)
            }
            story.refuses(story.attempt(secrets.token, "wrong"), by: .visitor, "code-locked", recorded: true)
            let locked = try await read(digest)
            #expect(locked.standing == "locked" && locked.lockedUntil == story.time.addingTimeInterval(300))
            story.wait(60)
            try story.tell(Cast.resending, by: Cast.administrator)
            let new = try story.secrets()
            let replaced = try await read(digest)
            #expect(replaced.standing == "replaced" && replaced.signatory.isEmpty && replaced.paragraphs.isEmpty)
            let current = try #require(story.agreement.state?.link?.tokenDigest)
            story.wait(30 * 86_400)
            #expect(try await read(current).standing == "expired")
            story.wait(-86_400)
            try story.tell(story.attempt(new.token, new.code), by: .visitor)
            #expect(try await read(current).standing == "signed")
        }
    }

    @Test("A reviewer sees the open tasks of their teams, earliest due first, page by page; the operator sees all")
    func reviewTasks() async throws {
        try await withSchema { pool in
            var changes: [Change<ReviewTaskDecider>] = []
            var now = Date()
            for number in 0..<120 {
                var story = Story<ReviewTaskDecider>()
                let id = UUID()
                let team = ["host-5qd", "national", "host-5qe"][number % 3]
                try story.perform(
                    .open(
                        OpenReviewTask(
                            task: id, team: team,
                            subject: ReviewSubject(
                                kind: "improvement-plan", caseID: UUID(), organisation: UUID(), organisationName: "P"),
                            due: story.time.addingTimeInterval(Double(-number * 60)))),
                    by: Cast.desk)
                now = story.time
                if number == 0 { try story.perform(.take(), by: Cast.reviewer) }
                if number == 3 {
                    try story.perform(.take(), by: Cast.reviewer)
                    try story.perform(.decide(approved: true, comment: ""), by: Cast.reviewer)
                }
                changes.append(try change(story, id))
            }
            try await write(changes, to: pool)
            func list(_ actor: Actor, at time: Date) async throws -> [[ReviewTask]] {
                var pages: [[ReviewTask]] = []
                var after: String?
                repeat {
                    let page = try await ListReviewTasksQuestion().answer(
                        ListReviewTasks(after: after), for: actor, at: time, from: pool)
                    pages.append(page.items)
                    after = page.next
                } while after != nil
                return pages
            }
            let both = Actor.account(UUID(), roles: [.reviewer(team: "national"), .reviewer(team: "host-5qd")])
            let mine = try await list(both, at: now)
            #expect(mine.map(\.count) == [50, 29])
            let tasks = mine.flatMap(\.self)
            #expect(tasks.map(\.due) == tasks.map(\.due).sorted())
            #expect(Set(tasks.map(\.team)) == ["national", "host-5qd"])
            // The earliest due was opened last; number 0 is last and taken, number 3 is decided.
            #expect(tasks.last?.standing == "taken" && tasks.last?.reviewer == Cast.reviewer.reference)
            let later = try await list(both, at: now.addingTimeInterval(1_800)).flatMap(\.self)
            #expect(later.last?.standing == "open" && later.last?.reviewer == nil && later.last?.leaseUntil == nil)
            #expect(try await list(.operator, at: now).map(\.count) == [50, 50, 19])
            for actor in [Cast.administrator, Cast.centralAdmin, .visitor] {
                await #expect(throws: QuestionRefused.self) { try await list(actor, at: now) }
            }
            let one = DescribeReviewTask(task: changes[3].stream)
            let described = try await DescribeReviewTaskQuestion().answer(one, for: Cast.reviewer, at: now, from: pool)
            #expect(described.standing == "approved" && described.opened == now)
            await #expect(throws: QuestionRefused.self) {
                try await DescribeReviewTaskQuestion().answer(one, for: Cast.foreignReviewer, at: now, from: pool)
            }
        }
    }
}
