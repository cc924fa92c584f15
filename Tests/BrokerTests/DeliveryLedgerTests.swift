// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Broker

@Suite("Which deliveries are owed an answer")
struct DeliveryLedgerTests {
    private func ledger(_ count: UInt64) -> DeliveryLedger {
        var ledger = DeliveryLedger()
        for tag in 1...count { ledger.received(tag) }
        return ledger
    }

    @Test("An answer for all up to a tag that was settled alone names the last open one before it")
    func lastSettledAlone() {
        var ledger = ledger(5)
        #expect(ledger.settle(5) == true)
        #expect(ledger.settle(4) == true)
        #expect(ledger.settle(through: 5) == 3)
        #expect(ledger.outstanding == 0)
    }

    @Test("An earlier answer after a later one is not owed")
    func backwards() {
        var ledger = ledger(5)
        #expect(ledger.settle(through: 4) == 4)
        #expect(ledger.settle(through: 2) == nil)
        #expect(ledger.settle(3) == false)
        #expect(ledger.settle(through: 5) == 5)
    }

    @Test("Each delivery is settled once, and one that never came is not settled at all")
    func once() {
        var ledger = ledger(2)
        #expect(ledger.settle(2) == true)
        #expect(ledger.settle(2) == false)
        #expect(ledger.settle(3) == false)
        #expect(ledger.settle(0) == false)
        #expect(ledger.settle(1) == true)
        #expect(ledger.outstanding == 0)
    }

    @Test("A tag beyond the newest settles what there is")
    func beyond() {
        var ledger = ledger(3)
        #expect(ledger.settle(through: .max) == 3)
    }

    @Test("The count stays right when deliveries go on")
    func goesOn() {
        var ledger = DeliveryLedger()
        for tag in UInt64(1)...20_000 {
            ledger.received(tag)
            if tag > 100 { #expect(ledger.settle(tag - 100) == true) }
        }
        #expect(ledger.outstanding == 100)
        #expect(ledger.settle(through: 19_950) == 19_950)
        #expect(ledger.outstanding == 50)
    }
}
