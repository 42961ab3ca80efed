import ProbeCore
import Testing

/// Texts from somewhere else that repeat this run's own secrets.
struct ScrubberTests {
    private static let credentials = Credentials(user: "scrubbed-user", password: "p&w:äöü s3cret")

    init() { Scrubber.learn(Self.credentials) }

    @Test(arguments: [
        "p&w:äöü s3cret", "scrubbed-user:p&w:äöü s3cret", "p%26w%3A%C3%A4%C3%B6%C3%BC%20s3cret",
        "p%26w%3a%c3%a4%c3%b6%c3%bc%20s3cret", "p&amp;w:äöü s3cret",
        "Proxy-Authorization: Basic c2NydWJiZWQtdXNlcjpwJnc6w6TDtsO8IHMzY3JldA==",
        "Proxy-Authorization: Basic c2NydWJiZWQtdXNlcjpwJnc6w6TDtsO8IHMzY3JldA",
    ])
    func `every form in which one comes back is masked`(echo: String) {
        let text = WireText("<html>you sent \(echo), twice \(echo)</html>").description
        #expect(!text.contains("s3cret") && !text.contains("c2Ny") && !text.contains("czNj"), "\(text)")
        #expect(text.contains("***") && text.hasPrefix("<html>you sent ") && text.hasSuffix("</html>"))
        #expect(LocalText(echo).description.contains("***"))
    }

    @Test(arguments: ["cCZ3OsOkw7bDvCBzM2NyZXQ=", "p&w:äöü\r\n s3c\nret"])
    func `one is masked encoded alone, and folded`(echo: String) {
        #expect(WireText("you sent \(echo)").description.replacing("=", with: "") == "you sent ***")
    }

    /// As Python's html.escape, Go's html/template, encoders of JSON, forms and encodeURIComponent write it, and two of them at once.
    @Test(arguments: [
        "Sec&quot;ret&#x27;12&amp;3+4 5&lt;6", "Sec&#34;ret&#39;12&amp;3&#43;4 5&lt;6", #"Sec\"ret'12&3+4 5<6"#,
        #"Sec\"ret\u002712\u00263+4 5\u003c6"#, "Sec%22ret%2712%263%2B4+5%3C6", "Sec%22ret'12%263%2B4%205%3C6",
        #"Sec\x22ret\x2712&3+4 5<6"#, "Sec&amp;quot;ret&amp;#39;12&amp;amp;3+4 5&amp;lt;6",
        #"Sec\&quot;ret\u002712\u00263+4 5\u003c6"#, "Sec%2522ret%252712%25263%252B4%25205%253C6",
    ])
    func `one is masked however it is escaped`(echo: String) {
        Scrubber.learn(Credentials(user: "escaped-user", password: "Sec\"ret'12&3+4 5<6"))
        let text = WireText("<p>you sent \(echo), twice \(echo)</p>").description
        #expect(text == "<p>you sent ***, twice ***</p>")
        for end in 1..<echo.utf8.count {
            // Where the text was cut, within an escape as well.
            let cut = WireText(Array("you sent \(echo)".utf8.prefix(9 + end))).description
            #expect(!cut.contains("ret"), "\(cut)")
        }
    }

    @Test(arguments: ["100% of &c.; 5 & 6 \\ 7", "&#xzz; &#9999999999; %zz %4", #"\u12 \ud800 \x"#, "&", "%", "\\"])
    func `what only looks like an escape stays`(text: String) {
        Scrubber.learn(Credentials(user: "escaped-user", password: "Sec\"ret'12&3+4 5<6"))
        let plain = text.replacing("\\", with: "\\\\")
        #expect(WireText(text).description == plain)
    }

    @Test func `one is masked in whichever case it comes back`() {
        let text = WireText("You sent P&W:äöü S3CRET and SCRUBBED-USER:p&w:äöü s3cret.").description
        #expect(text == "You sent *** and ***.")
    }

    @Test func `a piece that the end of a text cut is masked, and what only begins alike stays`() {
        #expect(WireText("echo c2NydWJiZWQtdXNlcjpwJnc6").description == "echo ***")
        #expect(WireText("scrub, scrubbed by somebody").description == "scrub, scrubbed by somebody")
    }

    @Test func `what a worker sent is looked through again`() {
        #expect(WireText(escaped: "Basic c2NydWJiZWQtdXNlcjpwJnc6w6TDtsO8IHMzY3JldA==").description == "Basic ***==")
    }

    @Test(arguments: [
        ("hunter2token.attacker.example", true), ("a.HUNTER2Token.example", true), ("hunter2.attacker.example", false),
        ("registry.example", false),
    ])
    func `a name that has one in it is known, whatever its case`(name: String, isTold: Bool) throws {
        Scrubber.learn(Credentials(user: "zq-named-user", password: "Hunter2Token"))
        #expect(Scrubber.isTold(by: try HostName(validating: name)) == isTold)
    }

    @Test func `a password that is too short to be told from other text is masked with its user alone`() {
        Scrubber.learn(Credentials(user: "short-user", password: "abc"))
        #expect(WireText("abc, short-user:abc").description == "abc, ***")
    }
}
