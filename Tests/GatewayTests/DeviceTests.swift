// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Gateway

@Suite("What somebody signs in with")
struct DeviceTests {
    @Test(
        "It is named as its owner knows it; IMP-12",
        arguments: [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 "
                    + "Edg/126.0", "Edge on Windows"
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    + "Version/17.5 Mobile/15E148 Safari/604.1", "Safari on an iPhone"
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile "
                    + "Safari/537.36", "Chrome on Android"
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
                    + "Safari/605.1.15", "Safari on a Mac"
            ),
            ("curl/8.5.0", "curl"), ("python-requests/2.32", "python-requests"),
        ])
    func known(agent: String, name: String) { #expect(Device.name(of: agent) == name) }

    @Test(
        "What says nothing, or too much, has no name",
        arguments: [
            nil, "", "<script>", "/", String(repeating: "a", count: 41), String(repeating: "Firefox/", count: 200),
        ])
    func unknown(agent: String?) { #expect(Device.name(of: agent) == nil) }
}
