// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

/// What the document's examples have in common: one invented practice and the people around it.
enum Sample {
    // The texts are ids, so they parse.
    static let account = UUID(uuidString: "01970a3c-6f00-7b1e-9c55-0a4f5d2e8b11")!
    static let session = UUID(uuidString: "01970a3c-9a10-7d42-8f3e-61c2b7a09d24")!
    static let organisation = UUID(uuidString: "01970a41-03c8-7a6b-b1f0-7e92c4d5a633")!
    static let caseID = UUID(uuidString: "01970a41-07e2-7c19-9d84-25b8f0e6c147")!
    static let task = UUID(uuidString: "01970b02-5511-7e8a-a2c6-90d4b3f7e258")!
    static let email = UUID(uuidString: "01970b10-4c3f-7f05-8b7a-3d61e9c2f069")!
    static let digest = "5f3c1e0b7a9d4c2e8f6b0a1d3c5e7f90b2d4f6a8c0e1f3b5d7f9a1c3e5b7d902"
    static let token = "Xq0SgQ2mS1yQZ7c9kH3vLw8nT5rB6uJ4eAfDiGoKpMs"
    static let linkToken = "AZcKQQfifBmdhCW48ObBRxq0SgQ2mS1yQZ7c9kH3vLw8nT5rB6uJ4eAfDiGoKpMs"
    // The text is a time, so it parses.
    static let time = Timestamp.parse("2027-07-03T13:05:00Z")!
    static let later = Timestamp.parse("2027-08-02T13:05:00Z")!

    static let details =
        CaseDetails(
            caseID: Sample.caseID, organisation: Sample.organisation,
            organisationName: "Canal Walk Surgery", odsCode: "B86001",
            host: .example, stage: .signed,
            outstanding: [OutstandingStep(code: "signature", who: "signatory")],
            signatory: Contacts.example.signatory, contact: Contacts.example.contact,
            requirementSet: "gp-118-8.v1", answered: 8, requirements: 8, belowLevelTwo: ["114"],
            plan: Plan.example.actions, planComment: "Name the person.", planDraft: Plan.example.actions,
            signedBy: "Dr Grace Sample", capacity: .own,
            signedAt: Sample.later, opened: Sample.time, version: 14, may: Permissions([.readCase]))

    static let emailDetails = EmailDetails(
        summary: EmailSummary(
            email: Sample.email, template: "declaration", subjectLine: "Sign the declaration",
            recipient: "grace@example.nhs.uk", recipientName: "Dr Grace Sample", standing: "sent",
            requested: Sample.time, sent: Sample.later, attempts: 2, reason: "The server was busy."),
        about: Sample.caseID, content: "Hello Dr Grace Sample,\n\nyour code is not-kept.",
        attempts: [
            EmailDetails.Attempt(
                outcome: "sent", at: Sample.later, words: "250 2.0.0 Ok"),
            EmailDetails.Attempt(
                outcome: "put-off", at: Sample.time, words: "451 4.3.0 Busy"),
        ])
}
