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
