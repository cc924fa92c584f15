// SPDX-License-Identifier: Apache-2.0

import Markdown
import Testing

@Suite("Markdown")
struct MarkdownTests {
    @Test("Headings, paragraphs, lists and links are HTML, and letters of other scripts stay")
    func html() {
        #expect(
            Markdown.html("## Who\n\nThe *members* of [it](/help), übrigens.\n\n- one\n- two\n") == """
                <h2>Who</h2>
                <p>The <em>members</em> of <a href="/help">it</a>, übrigens.</p>
                <ul>
                <li>one</li>
                <li>two</li>
                </ul>

                """)
        #expect(Markdown.html("") == "")
    }

    @Test(
        "No markup and no script get through", arguments: ["<script>alert(1)</script>", "<b onclick=x>", "<img src=x>"])
    func markup(_ text: String) {
        #expect(!Markdown.html("\(text)\n\nBefore \(text) after").contains(text.prefix(4)))
        #expect(!Markdown.html("[it](javascript:alert)").contains("javascript"))
    }
}
