// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// What an improvement plan must say: one action for each key requirement below level 2. SOC-029, SOC-114
enum PlanRules {
    static func cleaned(_ action: PlanAction) -> PlanAction {
        PlanAction(
            requirement: Typed.line(action.requirement), action: Typed.text(action.action),
            owner: Typed.line(action.owner), due: Typed.line(action.due))
    }

    /// What is wrong with actions, cleaned already. Fields are named `actions.<number>.due`.
    ///
    /// - Parameter isDraft: something may be missing, and a day may be one that will not do.
    static func problems(
        _ actions: [PlanAction], needed: [String], at time: Date, isDraft: Bool = false
    ) -> [Problem] {
        var problems: [Problem] = []
        for number in needed {
            let given = actions.filter { $0.requirement == number }
            if let action = given.first { problems += check(action, at: time, isDraft: isDraft) }
            if given.isEmpty, !isDraft {
                problems.append(
                    .init(
                        code: "action-missing", field: "actions.\(number).action",
                        message: "Say how requirement \(number) will reach level 2."))
            } else if given.count > 1 {
                problems.append(
                    .init(
                        code: "action-doubled", field: "actions.\(number).action",
                        message: "Put everything about requirement \(number) into one action."))
            }
        }
        if actions.contains(where: { !needed.contains($0.requirement) }) {
            problems.append(
                .init(
                    code: "action-not-needed", field: "actions",
                    message: "Leave out actions for requirements that do not need one."))
        }
        return problems
    }

    private static func check(_ action: PlanAction, at time: Date, isDraft: Bool) -> [Problem] {
        var problems: [Problem] = []
        func add(_ field: String, _ code: String, _ message: String) {
            problems.append(.init(code: code, field: "actions.\(action.requirement).\(field)", message: message))
        }
        if action.action.isEmpty, !isDraft { add("action", "action-missing", "Say what will be done.") }
        if !action.action.fits(Lengths.action) {
            add("action", "action-too-long", "Shorten the action to \(Lengths.words(Lengths.action)) characters.")
        }
        if action.owner.isEmpty, !isDraft { add("owner", "owner-missing", "Say who will see to it.") }
        if !action.owner.fits(Lengths.name) {
            add("owner", "owner-too-long", "Shorten the owner’s name to \(Lengths.name) characters.")
        }
        let today = Day(of: time)
        if isDraft {
            if !action.due.isEmpty, Day(action.due) == nil { add("due", "due-malformed", "Enter a date, or none yet.") }
        } else if let due = Day(action.due) {
            if due <= today { add("due", "due-not-ahead", "Enter a date after today.") }
            // Text, since there may be no such day: a year from 29 February.
            if due.text > "\(today.year + 1)\(today.text.dropFirst(4))" {
                add("due", "due-too-late", "Enter a date within the next 12 months.")
            }
        } else {
            add("due", "due-malformed", "Enter the date by which it will be done.")
        }
        return problems
    }
}
