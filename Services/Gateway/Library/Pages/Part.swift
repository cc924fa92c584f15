// SPDX-License-Identifier: Apache-2.0

import Contracts

/// One part of a form that is made of parts; exactly one of its members is set.
struct Part: Sendable {
    var input: Input?
    var radios: Radios?
    var checkboxes: Checkboxes?
    var area: TextArea?
    var date: DateInput?
    var heading: String?
    var text: String?

    static func input(_ input: Input) -> Part { Part(input: input) }
    static func radios(_ radios: Radios) -> Part { Part(radios: radios) }
    static func checkboxes(_ checkboxes: Checkboxes) -> Part { Part(checkboxes: checkboxes) }
    static func area(_ area: TextArea) -> Part { Part(area: area) }
    static func date(_ date: DateInput) -> Part { Part(date: date) }
    static func heading(_ heading: String) -> Part { Part(heading: heading) }
    static func text(_ text: String) -> Part { Part(text: text) }
}

/// A row of a summary list.
struct Row: Sendable {
    var key: String
    /// One line each.
    var lines: [String]
    /// Where the answer can be changed.
    var change: String?

    init(_ key: String, _ lines: String..., change: String? = nil) {
        self.init(key, lines: lines, change: change)
    }

    init(_ key: String, lines: [String], change: String? = nil) {
        self.key = key
        self.lines = lines.filter { !$0.isEmpty }
        self.change = change
    }
}

/// A status with a colour of the design system; the text says it all by itself.
struct Tag: Sendable {
    var text: String
    /// `nhsuk-tag--green`; empty for the plain one.
    var style: String

    init(_ text: String, _ colour: String = "") {
        self.text = text
        style = colour.isEmpty ? "" : "nhsuk-tag--\(colour)"
    }
}

/// One task of a task list.
struct TaskItem: Sendable {
    var id: String
    var title: String
    var hint: String?
    /// Where it is done; nil when it cannot be, or not by the reader.
    var link: String?
    /// Done: shown quietly.
    var completed: String?
    /// Waits for something else: shown quietly.
    var waiting: String?
    var tag: Tag?

    init(
        _ id: String, _ title: String, hint: String? = nil, link: String? = nil, completed: String? = nil,
        waiting: String? = nil, tag: Tag? = nil
    ) {
        self.id = id
        self.title = title
        self.hint = hint
        self.link = link
        self.completed = completed
        self.waiting = waiting
        self.tag = tag
    }
}

/// A link in a list.
struct Link: Sendable {
    var text: String
    var address: String

    init(_ text: String, _ address: String) {
        self.text = text
        self.address = address
    }

    /// From the pages of a case to the case.
    static func statement(of details: CaseDetails) -> Link {
        Link("Statement of compliance", "/cases/\(details.caseID.text)")
    }
}
