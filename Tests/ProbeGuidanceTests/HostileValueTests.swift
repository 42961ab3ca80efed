import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import Testing

/// Values that somebody else chose, each of the kinds of Documentation/commands.md; "reboot" is what must not run.
struct HostileValueTests {
    private static let words = [
        "$(reboot)", "`reboot`", "x; reboot", "x\nreboot", "'; reboot; '", "\"; reboot; \"", "x' reboot 'x",
        "reboot\\",
    ]

    /// What a shell would read of a command: all that stands outside single quotation marks and comments.
    private func bare(_ command: Remedy.Command) -> String {
        var bare = ""
        var quote: Character?
        var rest = Substring(command.text)
        while let character = rest.popFirst() {
            switch (character, quote) {
            case ("#", nil) where bare.isEmpty || bare.last == "\n": rest = rest.drop { $0 != "\n" }
            case ("\\", nil), ("\\", "\""): _ = rest.popFirst()
            case ("'", nil), ("\"", nil): quote = character
            case (quote, _): quote = nil
            case (_, "'"): continue
            default: bare.append(character)
            }
        }
        return bare
    }

    private func finding(_ cause: Cause, _ culprit: Culprit?, subject: Finding.Subject = Finding.Subject()) -> Finding {
        Finding(
            cause, .error, from: [.host, .network("bridge")], about: subject, owner: .device, confidence: .certain,
            summary: "", location: Finding.Location(kind: .thisDevice, culprit: culprit), evidence: [], refutedBy: "")
    }

    private func expectHarmless(_ finding: Finding, _ facts: Guidance.Facts = Guidance.Facts()) throws {
        for assignment in try GuidanceTests.assignments() {
            for command in Guidance.remedies(for: finding, in: assignment, facts: facts).flatMap(\.commands)
            where command.dialect != .request {
                #expect(!bare(command).contains("reboot"), "\(finding.cause): \(command.text)")
            }
        }
    }

    private static func place(
        _ path: String, _ problem: SyntaxProblem? = nil, member: String? = nil, ignored: IgnoredReason? = nil
    ) -> Culprit {
        var place = FilePlace(LocalText(path), line: 3)
        place.problem = problem
        place.member = member.map { LocalText($0) }
        place.ignored = ignored
        return .file(place)
    }

    @Test(arguments: words)
    func `no value of a file or a process stands in a command outside quotation marks`(word: String) throws {
        var facts = Guidance.Facts()
        facts.portHolders = [
            443: Guidance.PortHolder(unit: "\(word).service", container: nil),
            5671: Guidance.PortHolder(unit: nil, container: word),
            8883: Guidance.PortHolder(unit: word, container: word),
        ]
        facts.defaultRoutes = [IPPrefix("0.0.0.0/0")].compactMap(\.self).map {
            Route($0, gateway: IPAddress("192.0.2.1"), interface: InterfaceName(word), metric: 5)
        }
        for port in facts.portHolders.keys {
            try expectHarmless(finding(.hostPortConflict, nil, subject: Finding.Subject(port: port)), facts)
        }
        for path in ["/etc/\(word)/daemon.json", "/etc/docker/daemon.json", word] {
            for problem in [SyntaxProblem.byteOrderMark, .givenTwice, .unknownMember, .comma] {
                try expectHarmless(finding(.configMalformed, Self.place(path, problem, member: word)), facts)
            }
            for reason in [IgnoredReason.specifier, .export, .quote] {
                try expectHarmless(finding(.proxyEnvMismatch, Self.place(path, ignored: reason)), facts)
            }
            facts.engineSwitches = EngineSwitch.Name.allCases.map {
                EngineSwitch(name: $0, isOn: false, file: LocalText(path), line: 1)
            }
            for cause in Cause.allCases { try expectHarmless(finding(cause, Self.place(path)), facts) }
        }
        try expectHarmless(
            finding(
                .routeDeadDefault,
                .routes([IPPrefix("0.0.0.0/0")].compactMap(\.self), interface: InterfaceName(word))), facts)
    }

    /// What could not be told from another path has advice, and no command that would change that other file.
    @Test func `a file of a path that is not plain is not changed`() throws {
        let assignment = try #require(try GuidanceTests.assignments().first)
        func commands(_ file: String) -> [String] {
            var facts = Guidance.Facts()
            facts.engineSwitches = [EngineSwitch(name: .iptables, isOn: false, file: LocalText(file), line: 1)]
            return Guidance.remedies(
                for: finding(.natMissingMasquerade, Self.place(file)), in: assignment, facts: facts
            ).filter { $0.id == .engineSwitches }.flatMap(\.commands).filter { $0.dialect == .shell }.map(\.text)
        }
        #expect(commands("/etc/docker/b\u{fc}ro.json").isEmpty)
        #expect(commands("/etc/docker/b\u{fc}ro.conf").isEmpty && commands("daemon.json").isEmpty)
        // The file that was read, not the usual one.
        let own = try #require(commands("/opt/engine/daemon.json").first)
        #expect(own.hasPrefix("file=/opt/engine/daemon.json\n") && !own.contains("/etc/docker"))
    }

    /// Whoever answers for a name chooses its addresses, and opens nothing on this device with them.
    @Test(arguments: [
        "127.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "169.254.169.254", "::1", "::", "ff02::1",
        "::ffff:127.0.0.1",
    ])
    func `an address that is no service's own opens nothing`(text: String) throws {
        let address = try #require(IPAddress(text))
        var facts = Guidance.Facts()
        for assignment in try GuidanceTests.assignments() {
            for name in [assignment.hub] + assignment.registries { facts.addresses[name] = [address] }
            for cause in Cause.allCases {
                let subject = Finding.Subject(host: Host(GuidanceTests.hub), address: address, port: 443)
                for command in Guidance.remedies(
                    for: finding(cause, nil, subject: subject), in: assignment, facts: facts
                )
                .flatMap(\.commands) {
                    let words = command.text.split { " \n\"'\\,;".contains($0) }
                    #expect(!words.contains(text[...]), "\(cause): \(command.text)")
                }
            }
        }
    }

    @Test(
        arguments: words + ["", ".", "..", "a..b", "a b", "*.example.com", "a/b", "a:443", "user@example.com", "$IFS"])
    func `names that a network chooses are host names or nothing`(text: String) {
        #expect(Host(text) == nil && (try? HostName(validating: text)) == nil)
        #expect(Host("example.com\(text.isEmpty ? " " : text)x-")?.name == nil)
    }
}
