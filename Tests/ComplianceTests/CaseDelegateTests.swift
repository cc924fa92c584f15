// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import Testing

@testable import Compliance
@testable import Messaging

@Suite("Accepting on the signatory's behalf") struct CaseDelegateTests {
    @Test("With the contact's link and the signatory's code one accepts as the delegate, and as nobody else (SOC-120)")
    func delegate() throws {
        var story = try CaseStory.submitted()
        let (code, own) = (try story.secrets().code, try story.secrets().token)
        let token = try story.contactsToken()
        let digest = Hex.encode(SHA256.digest(token))
        let state = try #require(story.agreement.state)
        let read = try #require(ReadDeclarationQuestion.declaration(state, link: digest, at: story.time))
        #expect(read.isDelegates == true && read.standing == "open" && read.text != nil)
        story.refuses(story.attempt(token, code), by: .visitor, "not-the-signatory")
        story.refuses(story.attempt(token, "0000000", capacity: .delegated), by: .visitor, "wrong-code", recorded: true)
        // The digest of one link's code is not that of the other's.
        var mixed = story.attempt(own, code, capacity: .delegated)
        mixed.tokenDigest = digest
        story.refuses(mixed, by: .visitor, "wrong-code", recorded: true)
        var later = story
        try later.tell(story.attempt(token, code, name: "Jo Fielding", capacity: .delegated), by: .visitor)
        #expect(later.agreement.state?.signature?.capacity == .delegated)
        #expect(later.agreement.state?.signature?.signedBy == "Jo Fielding")
        // Sent again, the contact's link is void as well.
        story.wait(3_600)
        try story.tell(Cast.resending, by: Cast.reviewer)
        #expect(try story.contactsToken() != token)
        story.refuses(story.attempt(token, code, capacity: .delegated), by: .visitor, "replaced-link")
    }
}
