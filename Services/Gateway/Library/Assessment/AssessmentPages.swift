// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

/// The requirements of an assessment, and how far each is answered.
struct AssessmentPage: PageView {
    static let template = "assessment"
    let title = "Assessment"
    let back: Link
    let caption: String
    let name: String
    let note: String
    let progress: String
    let frozen: Bool
    let tasks: [TaskItem]
    /// Where the assessment can be submitted, once everything is answered.
    let submission: String?

    init(_ details: CaseDetails, _ assessment: Assessment) {
        let base = "/cases/\(details.caseID.text)"
        back = .statement(of: details)
        caption = details.organisationName
        name = assessment.title
        note = assessment.note
        frozen = assessment.frozen
        let answered = assessment.requirements.count { $0.isAnswered }
        progress = "\(answered) of \(assessment.requirements.count) requirements answered."
        tasks = assessment.requirements.map { requirement in
            TaskItem(
                "requirement-\(requirement.number)", "\(requirement.number). \(requirement.title)",
                hint: requirement.key ? "Key requirement" : nil, link: "\(base)/assessment/\(requirement.number)",
                tag: requirement.tag)
        }
        let complete = answered == assessment.requirements.count
        submission = complete && !frozen && details.allows(.submitAssessment) ? "\(base)/assessment/submission" : nil
    }
}

/// How far a requirement is answered.
protocol Answered {
    var levels: [String] { get }
    var key: Bool { get }
    var level: Int? { get }
    var notApplicable: Bool { get }
}

extension AssessmentEntry: Answered {}
extension AssessedRequirement: Answered {}

extension Answered {
    var isAnswered: Bool { notApplicable || level != nil }

    var tag: Tag {
        if notApplicable { return Tag("Does not apply", "grey") }
        guard let level else { return Tag("Not answered", "blue") }
        return Tag("Level \(level)", key && level < 2 ? "orange" : "green")
    }

    /// What the level means that is reached.
    var words: String? { level.flatMap { levels.indices.contains($0) ? levels[$0] : nil } }
}

/// One requirement, to be answered.
struct RequirementPage: PageView {
    static let template = "requirement"
    let title: String
    let problems: [Problem]
    let back: Link
    let caption: String
    let guidance: String
    let beside: Beside?
    let form: FormFrame
    let level: Radios
    let evidence: TextArea

    init(_ caseID: UUID, _ requirement: AssessedRequirement, _ state: FormState) {
        let base = "/cases/\(caseID.text)/assessment"
        title = requirement.title
        problems = state.problems
        back = Link("Assessment", base)
        caption =
            "Requirement \(requirement.number), \(requirement.place ?? 1) of \(requirement.count ?? 1)"
            + (requirement.key ? " – key requirement" : "")
        guidance = requirement.guidance
        beside =
            state.isConflict
            ? .saved(
                [
                    Row("Level", requirement.tag.text, requirement.words ?? ""),
                    Row("How you can show this", requirement.evidence),
                ], keep: base) : nil
        form = FormFrame("\(base)/\(requirement.number)", state, revision: requirement.revision)
        let levels = requirement.levels.enumerated().map { level, words in
            Radios.Choice(value: String(level), label: "Level \(level)", hint: words)
        }
        let none = Radios.Choice(
            value: "na", label: "This does not apply to us", hint: "It counts as level 3. Give the reasons below.",
            divided: true)
        self.level = Radios("level", "Which level have you fully met?", levels + [none], state)
        evidence = TextArea(
            "evidence", "How can you show this?", state, limit: Lengths.evidence,
            hint:
                "Name documents, dates and people. You must fill this in unless you chose level 0. If the requirement "
                + "does not apply, say why.")
    }
}

/// One answer, for those who may only read it, or once it is frozen.
struct AnswerPage: PageView {
    static let template = "answer"
    let title: String
    /// Why what was sent was not saved, when somebody else submitted meanwhile.
    let problems: [Problem]
    let back: Link
    let caption: String
    let beside: Beside?
    let tag: Tag
    let level: String?
    let evidence: String

    init(_ caseID: UUID, _ requirement: AssessedRequirement, _ state: FormState = FormState()) {
        problems = state.problems
        beside = .typed(state) { form in
            [
                Row("Level", form["level"] == "na" ? "Does not apply" : "Level \(form["level"])"),
                Row("How you can show this", form["evidence"]),
            ]
        }
        title = requirement.title
        back = Link("Assessment", "/cases/\(caseID.text)/assessment")
        caption = "Requirement \(requirement.number)" + (requirement.key ? " – key requirement" : "")
        tag = requirement.tag
        level = requirement.words
        evidence = requirement.evidence
    }
}

/// Check before you submit.
struct SubmissionPage: PageView {
    static let template = "submission"
    let title = "Check before you submit"
    let problems: [Problem]
    let back: Link
    let caption: String
    /// Nil for whoever may not submit.
    let form: FormFrame?
    let rows: [Row]
    let below: [String]
    let allMet: Bool
    /// Nothing can be said of what follows before everything is answered.
    let incomplete: Bool
    let signatory: String?
    let host: String

    init(_ details: CaseDetails, _ assessment: Assessment, _ state: FormState) {
        let base = "/cases/\(details.caseID.text)"
        // The fields that are missing are on other pages; the list below leads there.
        problems = state.problems.map { Problem(code: $0.code, message: $0.message) }
        back = Link("Assessment", "\(base)/assessment")
        caption = details.organisationName
        form = details.allows(.submitAssessment) ? FormFrame("\(base)/assessment/submission", state) : nil
        rows = assessment.requirements.map {
            Row(
                "\($0.number). \($0.title)", $0.tag.text + ($0.key ? " (key requirement)" : ""), $0.opening,
                change: "\(base)/assessment/\($0.number)")
        }
        let low = assessment.requirements.filter { $0.key && !$0.notApplicable && ($0.level ?? 0) < 2 }
        below = low.map { "\($0.number). \($0.title)" }
        allMet = low.isEmpty
        incomplete = assessment.requirements.contains { !$0.isAnswered }
        signatory = details.signatory.map { "\($0.name) at \($0.email)" }
        host = details.host?.name ?? "your host organisation"
    }
}

/// The improvement plan, for those who may only read it, or while it is reviewed.
struct PlanPage: PageView {
    static let template = "plan"
    let title = "Improvement plan"
    let problems: [Problem]
    let back: Link
    let caption: String
    let beside: Beside?
    let actions: [Action]
    let none: Bool
    let comment: String?
    let standing: String?

    struct Action: Sendable {
        let heading: String
        let rows: [Row]
    }

    init(_ details: CaseDetails, _ assessment: Assessment?, _ state: FormState = FormState()) {
        problems = state.problems
        back = .statement(of: details)
        caption = details.organisationName
        beside = .typed(state) { form in
            details.belowLevelTwo.map { number in
                let field = "actions.\(number)"
                let due = ["day", "month", "year"].map { form["\(field).due-\($0)"] }
                return Row(
                    Self.heading(number, assessment), form["\(field).action"], form["\(field).owner"],
                    due.joined(separator: " "))
            }
        }
        actions = Self.actions(details.plan, assessment)
        none = details.plan.isEmpty
        comment = details.planComment
        standing =
            details.stage == .planUnderReview
            ? "\(details.host?.name ?? "Your host organisation") is reviewing this plan. You cannot change it meanwhile."
            : nil
    }

    static func actions(_ plan: [PlanAction], _ assessment: Assessment?) -> [Action] {
        plan.map { action in
            Action(
                heading: heading(action.requirement, assessment),
                rows: [
                    Row("What will be done", action.action), Row("Who is responsible", action.owner),
                    Row("By", UKTime.day(iso: action.due)),
                ])
        }
    }

    static func heading(_ number: String, _ assessment: Assessment?) -> String {
        let title = assessment?.requirements.first { $0.number == number }?.title
        return title.map { "\(number). \($0)" } ?? "Requirement \(number)"
    }
}

extension QuestionPage {
    static func plan(_ details: CaseDetails, _ assessment: Assessment, _ state: FormState) -> QuestionPage {
        let base = "/cases/\(details.caseID.text)"
        var page = QuestionPage(
            "Improvement plan", form: FormFrame("\(base)/plan", state, revision: details.planRevision), state: state)
        if state.isConflict {
            page.beside = .saved(
                (details.planDraft ?? details.plan).map { action in
                    Row(
                        PlanPage.heading(action.requirement, assessment), action.action, action.owner,
                        UKTime.day(iso: action.due))
                }, keep: base)
        }
        page.problems = state.problems.map { problem in
            let number = details.belowLevelTwo.first { problem.field?.hasPrefix("actions.\($0).") == true }
            return problem.saying(number.map { "requirement \($0)" })
        }
        page.back = .statement(of: details)
        page.caption = details.organisationName
        page.lead = [
            "Say for each of these key requirements how it will reach level 2, who is responsible, and by when. "
                + "\(details.host?.name ?? "Your host organisation") reviews the plan."
        ]
        let sample = Day(of: Date().addingTimeInterval(180 * 86_400))
        let example = "\(sample.day) \(sample.month) \(sample.year)"
        page.inset = details.planComment.map { "The reviewer asked for changes:\n\($0)" }
        page.parts = details.belowLevelTwo.flatMap { number -> [Part] in
            let field = "actions.\(number)"
            let requirement = assessment.requirements.first { $0.number == number }
            let aim = requirement.flatMap { $0.levels.indices.contains(2) ? "Level 2 asks: \($0.levels[2])" : nil }
            let answer = requirement.map {
                "Your answer: \($0.tag.text). \($0.opening)"
            }
            return [.heading(PlanPage.heading(number, assessment))] + [aim, answer].compactMap { $0.map(Part.text) } + [
                .area(
                    TextArea(
                        "\(field).action", "What will be done for requirement \(number)?", state,
                        limit: Lengths.action)),
                .input(Input("\(field).owner", "Who is responsible for requirement \(number)?", state)),
                .date(
                    DateInput(
                        "\(field).due", "When will requirement \(number) reach level 2?", state,
                        hint: "Within the next 12 months, for example \(example)")),
            ]
        }
        page.second = "Save and finish later"
        return page
    }
}

/// Check the plan before it is sent.
struct PlanCheckPage: PageView {
    static let template = "plan-check"
    let title = "Check the improvement plan"
    let problems: [Problem]
    let back: Link
    let caption: String
    let form: FormFrame
    let actions: [PlanPage.Action]
    let change: String
    let host: String

    init(_ details: CaseDetails, _ assessment: Assessment, _ state: FormState) {
        let base = "/cases/\(details.caseID.text)/plan"
        // The fields are on the page before.
        problems = state.problems.map { Problem(code: $0.code, message: $0.message) }
        back = Link("Back", base)
        caption = details.organisationName
        form = FormFrame("\(base)/check", state, revision: details.planRevision)
        actions = PlanPage.actions(details.planDraft ?? [], assessment)
        change = base
        host = details.host?.name ?? "Your host organisation"
    }
}
