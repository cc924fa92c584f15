// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// Who belongs to an organisation, who is asked in, and who asks. People do this themselves: no program's key does.
enum PeopleOperations {
    static let all: [Operation] = [
        .get(
            "organisations/{organisation}/people", "listPeople", "The people of an organisation", query: [.after],
            gives: People.self
        ) { call in
            let details = try await call.ask(
                DescribePeople(organisation: try call.id("organisation"), after: call.after))
            let accounts = details.members.items.map(\.account) + details.requests.map(\.account)
            return People(details, names: await call.names(of: accounts))
        },
        .act(
            .put, "organisations/{organisation}/people/{account}", "changeRoles", "Give a member other roles",
            takes: MemberRoles.self
        ) { call, new in
            try await call.tell(
                ChangeMemberRoles(
                    organisation: try call.id("organisation"), account: try call.id("account"), roles: new.roles))
        },
        // IMP-10, IMP-11
        .act(
            .delete, "organisations/{organisation}/people/{account}", "removeMember",
            "End a membership: somebody else’s, or your own"
        ) { call in
            try await call.tell(
                RemoveMember(organisation: try call.id("organisation"), account: try call.id("account")))
        },
        // ISG-58
        .make(
            "organisations/{organisation}/invitations", "invite", "Ask somebody in, by e-mail",
            takes: NewInvitation.self, gives: MadeThing.self, hasLocation: false,
            refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, new in
            let id = call.identifier("invitation")
            try await call.tell(new.instruction(for: try call.id("organisation"), as: id))
            return (MadeThing(id: id.text), nil)
        },
        .act(
            .post, "organisations/{organisation}/invitations/{invitation}/sending", "sendInvitation",
            "Send an invitation again", refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call in
            try await call.tell(
                SendInvitationAgain(
                    organisation: try call.id("organisation"), invitation: try call.id("invitation")))
        },
        // C-28
        .act(
            .put, "organisations/{organisation}/invitations/{invitation}", "correctInvitation",
            "Correct an invitation’s address: it goes out again", takes: InvitationAddress.self,
            refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, new in
            try await call.tell(
                CorrectInvitation(
                    organisation: try call.id("organisation"), invitation: try call.id("invitation"), email: new.email))
        },
        .act(
            .delete, "organisations/{organisation}/invitations/{invitation}", "withdrawInvitation",
            "Take an invitation back"
        ) { call in
            try await call.tell(
                WithdrawInvitation(organisation: try call.id("organisation"), invitation: try call.id("invitation")))
        },
        .list(
            "invitations", "listInvitations", "The invitations that wait for you", pages: false, of: OwnInvitation.self
        ) { call in
            let own = try call.context.signedIn()
            return Page(items: try await call.ask(FindInvitations(address: own.email)).map(OwnInvitation.init))
        },
        // ISG-67, ISG-68
        .act(
            .post, "organisations/{organisation}/invitations/{invitation}/answer", "answerInvitation",
            "Join, or say no", takes: InvitationAnswer.self
        ) { call, answer in
            try await call.tell(
                AnswerInvitation(
                    organisation: try call.id("organisation"), invitation: try call.id("invitation"),
                    accepted: answer.accepted, address: try call.context.signedIn().email))
        },
        // IMP-08
        .get(
            "organisations/{organisation}/joining", "showJoining", "An organisation that you may ask to join",
            gives: Joining.self
        ) { call in
            Joining(try await call.ask(DescribeJoining(organisation: try call.id("organisation"))))
        },
        .make(
            "organisations/{organisation}/join-requests", "askToJoin", "Ask its administrators to let you in",
            takes: NewJoinRequest.self, gives: MadeThing.self, hasLocation: false,
            refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, new in
            let id = call.identifier("joining")
            try await call.tell(
                new.instruction(for: try call.id("organisation"), as: id, by: try call.context.signedIn()))
            return (MadeThing(id: id.text), nil)
        },
        .act(
            .post, "organisations/{organisation}/join-requests/{request}/decision", "decideJoining",
            "Let somebody in, or not", takes: JoinDecision.self
        ) { call, decision in
            try await call.tell(
                decision.instruction(about: try call.id("request"), in: try call.id("organisation")))
        },
    ]
}
