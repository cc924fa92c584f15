// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Broker

@Suite("What is known of published messages")
struct SettlementBookTests {
    private func label(_ id: String, to key: String = "k") -> SettlementBook.Label {
        SettlementBook.Label(messageID: id, exchange: "e", routingKey: key)
    }

    /// A book with one batch of messages `m1`, `m2`, … which have the tags 1, 2, …
    private func book(_ count: Int) -> (SettlementBook, UInt64) {
        var book = SettlementBook()
        let batch = book.open(count: count)
        for index in 0..<count {
            #expect(book.record(label("m\(index + 1)"), batch: batch, index: index) == UInt64(index + 1))
        }
        return (book, batch)
    }

    @Test("Acks may come out of order, and a batch is complete only with the last of them")
    func outOfOrder() {
        var (book, batch) = book(3)
        #expect(book.settle(tag: 2, multiple: false, refused: false).isEmpty)
        #expect(book.settle(tag: 3, multiple: false, refused: false).isEmpty)
        #expect(book.take(batch) == nil)
        #expect(book.settle(tag: 1, multiple: false, refused: false) == [batch])
        #expect(book.take(batch) == [.confirmed, .confirmed, .confirmed])
        #expect(book.outstanding == 0)
    }

    @Test("An ack for several settles every tag up to it and leaves alone what is settled")
    func multiple() {
        var (book, batch) = book(4)
        #expect(book.settle(tag: 2, multiple: false, refused: true).isEmpty)
        #expect(book.settle(tag: 3, multiple: true, refused: false).isEmpty)
        #expect(book.outstanding == 1)
        #expect(book.settle(tag: 4, multiple: true, refused: true) == [batch])
        #expect(book.take(batch) == [.confirmed, .refused, .confirmed, .refused])
    }

    @Test("The order seen with every second message unroutable: returns and their acks first, then the rest at once")
    func returnedBetween() {
        var (book, batch) = book(6)
        for tag in [2, 4, 6] {
            book.returned(label("m\(tag)"), code: 312, text: "NO_ROUTE")
            #expect(book.settle(tag: UInt64(tag), multiple: false, refused: false).isEmpty)
        }
        #expect(book.settle(tag: 5, multiple: true, refused: false) == [batch])
        let back = Settlement.returned(code: 312, text: "NO_ROUTE")
        #expect(book.take(batch) == [.confirmed, back, .confirmed, back, .confirmed, back])
    }

    @Test("Returns of messages that share id and route are given to them in order")
    func sharedID() {
        var book = SettlementBook()
        let batch = book.open(count: 3)
        for index in 0..<3 { book.record(label("same"), batch: batch, index: index) }
        book.returned(label("same"), code: 312, text: "first")
        book.returned(label("same"), code: 312, text: "second")
        book.returned(label("other"), code: 312, text: "nobody")
        #expect(book.settle(tag: 3, multiple: true, refused: false) == [batch])
        #expect(
            book.take(batch) == [
                .returned(code: 312, text: "first"), .returned(code: 312, text: "second"), .confirmed,
            ])
    }

    @Test("Of messages that share an id, the one with the returned route is the one that came back")
    func sharedIDOnOtherRoutes() {
        var book = SettlementBook()
        let batch = book.open(count: 2)
        book.record(label("same", to: "here"), batch: batch, index: 0)
        book.record(label("same", to: "nowhere"), batch: batch, index: 1)
        book.returned(label("same", to: "nowhere"), code: 312, text: "NO_ROUTE")
        #expect(book.settle(tag: 2, multiple: true, refused: false) == [batch])
        #expect(book.take(batch) == [.confirmed, .returned(code: 312, text: "NO_ROUTE")])
    }

    @Test("Several batches complete with one ack, each with its own settlements, and are taken once")
    func batches() {
        var book = SettlementBook()
        let first = book.open(count: 1)
        book.record(label("a"), batch: first, index: 0)
        let second = book.open(count: 2)
        book.record(label("b"), batch: second, index: 0)
        book.record(label("c"), batch: second, index: 1)
        #expect(book.settle(tag: 0, multiple: true, refused: false) == [first, second])
        #expect(book.take(first) == [.confirmed])
        #expect(book.take(first) == nil)
        #expect(book.take(second) == [.confirmed, .confirmed])
    }

    @Test("Tags that were never given or are settled already change nothing")
    func unknownTags() {
        var (book, batch) = book(2)
        #expect(book.settle(tag: 3, multiple: true, refused: false).isEmpty)
        #expect(book.settle(tag: 1, multiple: false, refused: false).isEmpty)
        #expect(book.settle(tag: 1, multiple: true, refused: true).isEmpty)
        #expect(book.settle(tag: 2, multiple: false, refused: false) == [batch])
        #expect(book.take(batch) == [.confirmed, .confirmed])
    }

    @Test("A forgotten batch still counts its tags")
    func forgotten() {
        var (book, batch) = book(2)
        book.forget(batch)
        let next = book.open(count: 1)
        #expect(book.record(label("n"), batch: next, index: 0) == 3)
        #expect(book.settle(tag: 3, multiple: true, refused: false) == [next])
        #expect(!book.knows(batch))
    }

    @Test("Tags stay right over many messages whose oldest stays open for long")
    func long() {
        var (book, batch) = book(20_000)
        for tag in UInt64(2)...20_000 { #expect(book.settle(tag: tag, multiple: false, refused: false).isEmpty) }
        #expect(book.outstanding == 20_000)
        #expect(book.settle(tag: 1, multiple: false, refused: false) == [batch])
        #expect(book.outstanding == 0)
        let next = book.open(count: 10_000)
        for index in 0..<10_000 { book.record(label("x"), batch: next, index: index) }
        #expect(book.settle(tag: 29_000, multiple: true, refused: false).isEmpty)
        #expect(book.settle(tag: 30_000, multiple: true, refused: false) == [next])
    }
}
