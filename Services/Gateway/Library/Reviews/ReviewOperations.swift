// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `reviews`: the review desk.
enum ReviewOperations {
    static let all: [Operation] = [
        .list("reviews", "listReviews", "Undecided tasks of your teams, the earliest due first", of: Review.self) {
            call in
            let page = try await call.ask(ListReviewTasks(after: call.after))
            return Page(items: page.items.map(Review.init), next: page.next)
        },
        .get("reviews/{task}", "showReview", "A review task", gives: Review.self) { call in
            Review(try await call.ask(DescribeReviewTask(task: try call.id("task"))))
        },
        .act(.post, "reviews/{task}/lease", "takeReview", "Take a task: nobody else can decide it then") { call in
            try await call.tell(TakeReviewTask(task: try call.id("task")))
        },
        .act(.delete, "reviews/{task}/lease", "releaseReview", "Give a task back") { call in
            try await call.tell(ReleaseReviewTask(task: try call.id("task")))
        },
        // SOC-116
        .act(
            .post, "reviews/{task}/decision", "decideReview", "Approve, or return for changes", takes: Decision.self
        ) { call, decision in
            try await call.tell(decision.instruction(for: try call.id("task")))
        },
    ]
}
