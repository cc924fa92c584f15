// SPDX-License-Identifier: Apache-2.0

import Testing
import Threads

private final class Parcel: Sendable {}

@Suite("A queue between two tasks")
struct MailboxTests {
    @Test("What was received is not kept")
    func received() async {
        let mailbox = Mailbox<Parcel>()
        var parcel: Parcel? = Parcel()
        weak let sent = parcel
        if let parcel { mailbox.post(parcel) }
        parcel = nil
        #expect(sent != nil)
        _ = await mailbox.next()
        #expect(sent == nil)
    }

    @Test("A receiver that is cancelled leaves everything to the next")
    func cancelled() async {
        let mailbox = Mailbox<Int>(capacity: 2)
        let receiver = Task { await mailbox.next() }
        receiver.cancel()
        #expect(await receiver.value == nil)
        for number in 0..<200 {
            await mailbox.send(number)
            #expect(await mailbox.next() == number)
        }
    }
}
