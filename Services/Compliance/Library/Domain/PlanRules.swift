// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// What an improvement plan must say: one action for each key requirement below level 2. SOC-029, SOC-114
enum PlanRules {
    static func cleaned(_ action: PlanAction) -> PlanAction {
        PlanAction(
            requirement: Wording.line(action.requirement), action: Wording.text(action.action),
            owner: Wording.line(action.owner), due: Wording.line(action.due))
    }

    /// What is wrong with actions, cleaned already. Fields are named `actions.<number>.due`.
    static func problems(_ actions: [PlanAction], needed: [String], at time: Date) -> [Problem] {
        var problems: [Problem] = []
        for number in needed {
            let given = actions.filter { $0.requirement == number }
            if let action = given.first { problems += check(action, at: time) }
            if given.isEmpty {
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

    private static func check(_ action: PlanAction, at time: Date) -> [Problem] {
        var problems: [Problem] = []
        func add(_ field: String, _ code: String, _ message: String) {
            problems.append(.init(code: code, field: "actions.\(action.requirement).\(field)", message: message))
        }
        if action.action.isEmpty { add("action", "action-missing", "Say what will be done.") }
        if Wording.length(action.action) > CaseLimits.actionLength {
            add("action", "action-too-long", "Shorten the action to \(CaseLimits.actionLength) characters.")
        }
        if action.owner.isEmpty { add("owner", "owner-missing", "Say who will see to it.") }
        if Wording.length(action.owner) > CaseLimits.nameLength {
            add("owner", "owner-too-long", "Shorten the owner’s name to \(CaseLimits.nameLength) characters.")
        }
        if !isDate(action.due) {
            add("due", "due-malformed", "Enter the date by which it will be done.")
        } else if action.due <= today(time) {
            add("due", "due-not-ahead", "Enter a date after today.")
        } else if action.due > aYear(from: time) {
            add("due", "due-too-late", "Enter a date within the next 12 months.")
        }
        return problems
    }

    /// ISO 8601 dates of four-digit years sort as text, so that no calendar is needed to compare them.
    private static func today(_ time: Date) -> String { String(Timestamp.format(time).prefix(10)) }

    private static func aYear(from time: Date) -> String {
        let today = today(time)
        return "\((Int(today.prefix(4)) ?? 0) + 1)\(today.dropFirst(4))"
    }

    private static func isDate(_ text: String) -> Bool {
        text.utf8.count == 10 && Timestamp.parse("\(text)T00:00:00Z") != nil
    }
}
