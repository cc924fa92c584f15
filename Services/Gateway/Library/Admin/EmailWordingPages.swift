// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Every kind of e-mail there is.
struct EmailWordingsPage: PageView {
    static let template = "email-wordings"
    let title = "E-mails that Attest sends"
    let wordings: [Link]

    init(_ previews: [EmailPreview]) {
        wordings = previews.map { Link($0.subjectLine, "/admin/emails/\($0.template)") }
    }
}

/// One kind of e-mail, filled in with the longest and oddest values that there may be.
struct EmailWordingPage: PageView {
    static let template = "email-wording"
    let title: String
    let back = Link("E-mails that Attest sends", "/admin/emails")
    let rows: [Row]
    let html: Link
    let text: String

    init(_ preview: EmailPreview) {
        title = preview.subjectLine
        rows = [Row("Template", preview.template), Row("Version", preview.version)]
        html = Link("See it as a mail program shows it", "/admin/emails/\(preview.template)/html")
        text = preview.text
    }
}
