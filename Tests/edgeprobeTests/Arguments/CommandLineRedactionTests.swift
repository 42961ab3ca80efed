import ProbeCore
import Testing
@testable import edgeprobe

struct CommandLineRedactionTests {
    @Test(arguments: [
        "http://bob:s3cret@proxy.example:3128", "bob:s3cret@proxy.example:3128", "bob:p@s3cret@proxy.example",
        "http://bob:a://s3cret@proxy.example", "bob:a://s3cret@proxy.example", "http://s3cret@proxy.example", "s3cret@",
        "http://bob:s3cret%20%@proxy.example", "http://bob:s3cret/x@proxy.example", "HTTPS://bob:s3cret@proxy.example",
        "http://bob:\u{301}s3cret@proxy.example", "http://bob:s3cret@\u{301}proxy.example",
        "http://bob:s3crét@proxy.example",
        "http://bob:\u{1b}s3cret@proxy.example", "://bob:s3cret@proxy.example", "@s3cret@",
        "http://bob:s3cret" + String(repeating: "x", count: 200) + "@proxy.example",
    ])
    func `no form of a proxy's password is shown`(url: String) {
        for arguments in [["--proxy", url], ["--proxy=" + url], ["run", "--strict", "--proxy", url, "--ascii"]] {
            let shown = CommandLineRedaction.arguments(arguments)
            #expect(shown.count == arguments.count)
            for text in shown { #expect(!text.contains("s3cr") && !text.contains("bob")) }
            #expect(shown.contains { $0.contains("***@") })
            // What ps shows is overwritten where it stands.
            for secret in CommandLineRedaction.secrets(in: arguments) {
                #expect(arguments.contains { $0.utf8.firstRange(of: secret.utf8) != nil })
            }
            #expect(CommandLineRedaction.secrets(in: arguments).count == 1)
        }
    }

    @Test
    func `the rest of a proxy's address stays`() {
        #expect(
            CommandLineRedaction.arguments(["--proxy", "http://bob:s3cret@proxy.example:3128"])
                == ["--proxy", "http://***@proxy.example:3128"])
        #expect(CommandLineRedaction.arguments(["--proxy=bob@proxy.example"]) == ["--proxy=***@proxy.example"])
        #expect(CommandLineRedaction.arguments(["--proxy", "http://p.example"]) == ["--proxy", "http://p.example"])
    }

    @Test
    func `a URL's credentials are shown behind no option`() {
        let arguments = [
            "http://bob:s3cret@a.example", "--registry", "https://bob:s3cret@b.example", "--x=ftp://bob:s3cret@c",
        ]
        #expect(
            CommandLineRedaction.arguments(arguments) == [
                "http://***@a.example", "--registry", "https://***@b.example", "--x=ftp://***@c",
            ])
        #expect(CommandLineRedaction.secrets(in: arguments) == ["bob:s3cret@", "bob:s3cret@", "bob:s3cret@"])
    }

    @Test(arguments: [
        ("https://bob:s3cret@hub.example/x", "hub.example"), ("hub.example?sig=s3cret", "hub.example"),
        ("bob:s3cret@hub.example", "hub.example"), ("HostName=hub.example;SharedAccessKey=s3cret", "hub.example"),
        ("SharedAccessKey=s3cret", "***"),
    ])
    func `a pasted hub is shown by its name where it may hold a secret`(hub: String, shown: String) {
        #expect(CommandLineRedaction.arguments(["--hub", hub]) == ["--hub", shown])
        #expect(CommandLineRedaction.arguments(["--hub=" + hub]) == ["--hub=" + shown])
    }

    @Test
    func `other arguments stay as they are, but printable`() {
        let arguments = [
            "run", "--hub", "https://hub.example/x", "--report", "json=/tmp/a@b.json", "--ca-file=/etc/a=b.pem",
            "--strict", "--",
        ]
        #expect(CommandLineRedaction.arguments(arguments) == arguments)
        #expect(CommandLineRedaction.secrets(in: arguments).isEmpty)
        #expect(CommandLineRedaction.arguments(["a\u{1b}[2J\n"]) == [#"a\x1b[2J\n"#])
        #expect(CommandLineRedaction.arguments([]) == [])
    }

    @Test
    func `an option's value ends with it`() {
        #expect(CommandLineRedaction.arguments(["--proxy", "p.example", "a@b"]) == ["--proxy", "p.example", "a@b"])
        #expect(CommandLineRedaction.arguments(["--proxy=p.example", "a@b"]) == ["--proxy=p.example", "a@b"])
        #expect(CommandLineRedaction.arguments(["--proxy", "--strict", "a@b"]) == ["--proxy", "--strict", "a@b"])
    }

    @Test
    func `a sentence that repeats an argument loses its secret`() {
        let arguments = ["--hub", "hub.example", "http://bob:s3cret@proxy.example"]
        #expect(
            CommandLineRedaction.sentence("Unexpected argument 'http://bob:s3cret@proxy.example'", about: arguments)
                == "Unexpected argument 'http://***@proxy.example'")
    }
}
