import ProbeCore
import ProbeFindings
@testable import Reports
import Testing

struct MarkdownReportTests {
    @Test(arguments: [
        ("@octocat", "@<!-- -->octocat"), ("user@host.example", "user@<!-- -->host.example"),
        ("https://evil.example/x", "https:<!-- -->//evil.example/x"), ("WWW.evil.example", "WWW<!-- -->.evil.example"),
        ("![x](y)", "!\\[x\\](y)"), ("<img src=x>", "\\<img src=x\\>"), ("fixes #12", "fixes #<!-- -->12"),
        ("# heading", "\\# heading"), ("a|b", "a\\|b"), ("`code`", "\\`code\\`"),
        ("*a* _b_ ~c~", "\\*a\\* \\_b\\_ \\~c\\~"),
        ("&amp;", "\\&amp;"), ("10.1.0.1:53", "10.1.0.1:53"),
    ])
    func `text makes no markup, link, image, mention or reference`(text: String, escaped: String) {
        #expect(MarkdownText.inline(text) == escaped)
    }

    @Test(arguments: [
        ("- a", "\\- a"), ("+ a", "\\+ a"), ("1. a", "1\\. a"), ("12) a", "12\\) a"), ("2 hops", "2 hops"),
    ])
    func `text opens no list`(text: String, escaped: String) {
        #expect(MarkdownText.opening(text) == escaped)
    }

    @Test func `a fence is longer than any run of backticks inside`() {
        let block = MarkdownText.block("a\n`````\n````", "sh")
        #expect(block.hasPrefix("``````sh\n") && block.hasSuffix("\n``````"))
        #expect(MarkdownText.code("a``b") == "```a``b```")
        #expect(MarkdownText.code("`") == "`` ` ``")
    }

    @Test func `no line of a hostile report links, mentions or opens markup of its own`() throws {
        var report = try Samples.hostile()
        let evil = "@all https://evil.example ![x](http://evil.example/x.png) <b>bold</b> www.evil.example"
        report.notes = [Sentence(recorded: evil)]
        report.diagnosis.summary = Sentence(recorded: evil)
        report.diagnosis.findings[0].summary = Sentence(recorded: evil)
        let text = MarkdownReport.render(report)
        for live in ["@all", "https://evil", "http://evil", "![", "<b>", "www.evil"] { #expect(!text.contains(live)) }
    }
}
