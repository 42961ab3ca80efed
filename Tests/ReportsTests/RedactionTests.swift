import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeDiagnosis
import ProbeFindings
import ProbeGuidance
@testable import Reports
import Testing

struct RedactionTests {
    private static let redaction = Redaction(key: (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210))

    private func redacted(_ report: Report) throws -> Report {
        try Self.redaction.redacted(report) { diagnosis, survey in
            let addresses = Dictionary(
                grouping: diagnosis.findings.compactMap { finding in
                    finding.subject.name.flatMap { name in finding.subject.address.map { (name, $0) } }
                }, by: \.0)
            var redacted = Guidance.completed(
                diagnosis, assignment: survey.assignment,
                facts: Guidance.Facts(addresses: addresses.mapValues { $0.map(\.1) }))
            redacted.picture = Picture(of: redacted, in: Scene(of: survey))
            return redacted
        }
    }

    private func formats(_ report: Report) throws -> [String] {
        [
            try JSONReport.render(report), TextReport.render(report), HTMLReport.render(report),
            MarkdownReport.render(report), PrometheusReport.render(report),
        ]
    }

    /// SipHash's own test vectors (the paper's appendix A, and the reference implementation's first).
    @Test func `the keyed hash is SipHash`() {
        let hash = KeyedHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        #expect(hash((0..<15).map { UInt8($0) }) == 0xa129_ca61_49be_45e5)
        #expect(hash([]) == 0x726f_db47_dd0e_0e31)
        #expect(hash((0..<8).map { UInt8($0) }) == 0x93f5_f579_9a93_2462)
    }

    @Test(arguments: TextReportTests.names)
    func `no original survives in any format`(name: String) throws {
        var report = try #require(try Samples.all().first { $0.name == name }?.report)
        let resolver = try #require(IPAddress("10.3.0.53"))
        report.notes.append(
            "The resolver \(resolver) on \(LocalText("gw-lab-17")) said nothing about \(report.survey.assignment.hub).")
        report.device.hostname = "gw-lab-17"
        let originals = [
            "myhub", "gw-lab-17", "203.0.113.20", "10.1.0.1", "10.3.0.1", "10.3.0.53", "10.3.0.54", "172.31.4.9",
            "proxy.site.example", "site-a", "a-container-with-a-rather-long-name-indeed",
        ]
        let redacted = try redacted(report)
        for text in try formats(redacted) {
            for original in originals {
                let survives = text.ranges(of: original).contains { range in
                    // 10.1.0.1 is no part of 10.1.0.10.
                    text[range.upperBound...].first.map { !$0.isNumber } ?? true
                }
                #expect(!survives, "\(original) in \(name)")
            }
        }
    }

    @Test(arguments: ["dc01.werk-acme.de", "dc01.acme.industries", "dc01", "a(b)c.acme.fr"])
    func `what resolv.conf has in place of an address does not leave the site`(name: String) throws {
        var report = try Samples.onePortFiltered()
        var evidence = NameEvidence()
        let problem = "has a nameserver that is not an IP address (\(name))"
        evidence.configurationProblem = problem
        let hub = report.survey.assignment.hub
        let lookup = Observation(
            index: report.survey.observations.count, probe: ResolveName.id, vantage: .host, subject: Name(hub),
            outcome: .seen(evidence), startedAt: Seconds(0), duration: Seconds(0))
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: report.survey.observations + [lookup])
        report.diagnosis.findings[0].summary = "resolv.conf \(LocalText(problem))."
        for text in try formats(try redacted(report)) {
            #expect(!text.contains(name) && !text.contains("acme"))
        }
        let shown = try #require(try formats(try redacted(report)).first)
        #expect(shown.contains("has a nameserver that is not an IP address (redacted)"))
    }

    @Test(arguments: ["acme.de", "plc.werk.fr", "gw.site.co.uk", "srv.acme.pl"])
    func `the name of a host in any country's domain does not stay in free text`(name: String) {
        let redactor = Redactor(hash: KeyedHash(key: (1, 2)))
        redactor.prepare()
        let text = redactor.sentence("asked \(name) for it; libssl.so and run.sh stay, as 1.5.35 and e.g. this do")
        #expect(!text.contains(name))
        #expect(text.hasSuffix(" for it; libssl.so and run.sh stay, as 1.5.35 and e.g. this do"))
    }

    @Test func `the names of logs, of modules and of images are replaced, and what is said stays`() throws {
        var report = try #require(try Samples.all().first?.report)
        var sighting = LogSighting(.imageForbidden, by: LogSpeaker(.module, "press-line-4"))
        sighting.module = "press-line-4"
        sighting.registry = try HostName(validating: "plant9.azurecr.io")
        sighting.image = WireText("plant9.azurecr.io/press-line-4:1")
        sighting.add(at: nil)
        var evidence = LogEvidence()
        evidence.sightings = [sighting]
        let sources: [LogSource] = [.journal, .container("press-line-4"), .file("plant9-edgeAgent.log")]
        let logs = sources.enumerated().map { offset, source in
            Observation(
                index: report.survey.observations.count + offset, probe: ReadLogs.id, vantage: .host, subject: source,
                outcome: .seen(evidence), startedAt: Seconds(0), duration: Seconds(0))
        }
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: report.survey.observations + logs)
        report.diagnosis = Diagnosis(of: report.survey)
        #expect(report.diagnosis.findings.contains { $0.cause == .logImage403 })
        for text in try formats(try redacted(report)) {
            #expect(!text.contains("press-line-4") && !text.contains("plant9"))
        }
        #expect(try JSONReport.render(try redacted(report)).contains("image-forbidden"))
    }

    @Test func `paths that people chose go, and those of the system stay`() throws {
        var report = try #require(try Samples.all().first?.report)
        var port = PortEvidence()
        port.listeners = [
            PortEvidence.Listener(
                address: .anyV4, userID: 1000,
                holders: [
                    PortEvidence.Holder(pid: 7, name: "agent", executable: "/home/jdoe/acme-press/agent"),
                    PortEvidence.Holder(pid: 8, name: "nginx", executable: "/usr/sbin/nginx"),
                ])
        ]
        let deployment = DeploymentEvidence(file: "/srv/acme-press/deployment.json")
        let seen: [(ProbeID, any Subject, any Codable & Hashable & Sendable)] = [
            (CheckPort.id, LocalPort(PortBinding(port: 443)), port), (ReadDeployment.id, Device(), deployment),
        ]
        let further = seen.enumerated().map { offset, seen in
            Observation(
                index: report.survey.observations.count + offset, probe: seen.0, vantage: .host, subject: seen.1,
                outcome: .seen(seen.2), startedAt: Seconds(0), duration: Seconds(0))
        }
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: report.survey.observations + further)
        report.diagnosis = Diagnosis(of: report.survey)
        #expect(report.diagnosis.findings.contains { $0.cause == .hostPortConflict })
        report.run.arguments += ["--deployment", "/srv/acme-press/deployment.json", "--log", "/mnt/acme-press/x.log"]
        report.notes += [
            "\(LocalText("/srv/acme-press/deployment.json")) is taken for granted.",
            "\(LocalText("/mnt/acme-press/x.log")) did not answer.",
            "\(LocalText("unix:///run/user/1000/acme-press.sock")) and \(LocalText("/root/acme-press/a b")) as well.",
        ]
        for text in try formats(try redacted(report)) {
            #expect(!text.contains("acme-press") && !text.contains("jdoe"))
        }
        let json = try JSONReport.render(try redacted(report))
        #expect(json.contains("/usr/sbin/nginx") && json.contains("/home/(redacted)"))
    }

    @Test(
        arguments: [
            ("/home/a/b", "/home/*"), ("/home/a/b, /root/c:/run/user/7/d", "/home/*, /root/*:/run/user/*"),
            ("x=/root/a", "x=/root/*"), ("unix:///run/user/1/a", "unix:///run/user/*"), ("/srv/home/a", nil),
            ("/home/", nil), ("/roots/a", nil), ("/etc/a", nil), ("", nil),
        ] as [(String, String?)])
    func `what lies below a folder of people's own is found`(text: String, replaced: String?) {
        #expect(PrivatePaths.replaced(in: text, by: "*") == replaced)
    }

    @Test func `what was redacted holds to the schema and is read back`() throws {
        let validation = try SchemaValidation()
        for (name, original) in try Samples.all() {
            let report = try redacted(original)
            let text = try JSONReport.render(report)
            let read = try RecordedReport(bytes: Array(text.utf8))
            #expect(read.report.redaction == report.redaction)
            #expect(try JSONReport.render(read.report) == text)
            if name != "hostile" { try validation.add(text, name: name) }
        }
        try validation.run()
    }

    @Test func `the same thing has the same pseudonym everywhere, also in commands and formats`() throws {
        let report = try redacted(try Samples.onePortFiltered())
        let hub = report.survey.assignment.hub.description
        #expect(hub.wholeMatch(of: /redacted-[0-9a-f]{8}\.azure-devices\.net/) != nil)
        let finding = try #require(report.diagnosis.findings.first)
        #expect(finding.subject.host?.description == hub)
        let address = try #require(finding.subject.address?.description)
        #expect(address.hasPrefix("198.51.100."))
        #expect(
            finding.evidence.first?.shows.english == "3 SYNs to \(address):5671 from each vantage, no answer, no ICMP")
        #expect(finding.refutedBy.english.contains("\(address):5671"))
        #expect(finding.remedies.flatMap(\.commands).contains { $0.text.contains(hub) && $0.text.contains(address) })
        #expect(report.run.arguments == ["run", "--hub", hub])
        for text in try formats(report) { #expect(text.contains(hub)) }
        let router = try #require(finding.location.address?.description)
        #expect(finding.location.text?.english.hasPrefix("between hop 2 (\(router)) and hop 3") == true)
        #expect(finding.summary.english.contains(router))
        let nodes = report.diagnosis.picture.path?.nodes ?? []
        #expect(nodes.contains { DrawnNode($0, on: report.device).details == [router] })
    }

    @Test func `two runs have nothing in common`() throws {
        let report = try Samples.onePortFiltered()
        let hubs = try (0..<2).map { _ in
            try Redaction().redacted(report).survey.assignment.hub
        }
        #expect(hubs[0] != hubs[1])
    }

    @Test func `what was replaced is counted and said`() throws {
        let report = try redacted(try Samples.onePortFiltered())
        let counts = try #require(report.redaction)
        #expect(counts.names == 2 && counts.addresses == 5)
        for text in try formats(report).dropFirst().dropLast() {
            #expect(text.contains("Redacted: 2 names and 5 addresses"))
        }
        #expect(try JSONReport.render(report).contains("\"redaction\" : {"))
        #expect(try redacted(report).survey.assignment.hub == report.survey.assignment.hub)
    }

    @Test func `the class of an address is kept, and prefixes that were shared still are`() throws {
        let texts = [
            "10.1.2.3", "10.1.2.77", "10.1.9.1", "172.17.0.2", "192.168.4.1", "169.254.7.7", "100.64.3.2", "127.0.0.53",
            "0.0.0.0", "8.8.8.8", "20.1.2.3", "203.0.113.20", "fd12:3456::1", "fe80::1234", "2a01:4f8::1", "::1",
            "::ffff:10.1.2.3", "64:ff9b::20.1.2.3",
        ]
        let originals = texts.compactMap { IPAddress($0) }
        #expect(originals.count == texts.count)
        var pseudonyms = AddressPseudonyms(hash: KeyedHash(key: (1, 2)), originals: Set(originals))
        let mapped = originals.map { pseudonyms.pseudonym(of: $0) }
        for (original, pseudonym) in zip(originals, mapped) {
            #expect(original.isPrivate == pseudonym.isPrivate && original.isLoopback == pseudonym.isLoopback)
            #expect(original.isLinkLocal == pseudonym.isLinkLocal && original.family == pseudonym.family)
            #expect(original.isNeverAService == pseudonym.isNeverAService)
            #expect(AddressPseudonyms.isKept(original) ? original == pseudonym : !originals.contains(pseudonym))
        }
        #expect(mapped[0].bytes.prefix(3) == mapped[1].bytes.prefix(3) && mapped[0] != mapped[1])
        #expect(mapped[0].bytes.prefix(2) == mapped[2].bytes.prefix(2))
        #expect(mapped[0].bytes[2] != mapped[2].bytes[2])
        #expect(mapped[3].bytes[0] == 172 && mapped[4].bytes.prefix(2) == [192, 168])
        #expect(mapped[10].bytes.prefix(3) == [198, 51, 100] && mapped[11].bytes.prefix(2) == [198, 18])
        #expect(mapped[14].bytes.prefix(4) == [0x20, 0x01, 0x0d, 0xb8])
        #expect(mapped[16].mapped == mapped[0])
        let subnet = try #require(IPPrefix("10.1.2.0/24"))
        #expect(pseudonyms.pseudonym(of: subnet).contains(mapped[0]))
        #expect(pseudonyms.pseudonym(of: try #require(IPPrefix("0.0.0.0/1"))).description == "0.0.0.0/1")
    }

    @Test func `a device with a public address is on one link with its router, and not with its hub`() throws {
        let originals = ["203.0.113.20", "203.0.113.1", "198.51.100.10", "2a01:4f8::20", "2a01:4f8::1", "2a01:4f9::9"]
            .compactMap { IPAddress($0) }
        var pseudonyms = AddressPseudonyms(hash: KeyedHash(key: (3, 4)), originals: Set(originals))
        let others = originals.map { pseudonyms.pseudonym(of: $0) }
        for (link, first) in [("203.0.113.0/24", 0), ("2a01:4f8::/64", 3)] {
            let onLink = pseudonyms.pseudonym(of: try #require(IPPrefix(link)))
            #expect(others[first...].prefix(3).map { onLink.contains($0) } == [true, true, false])
        }
        #expect(Set(others).count == others.count && Set(others).isDisjoint(with: originals))
    }

    @Test func `certificates and texts of the network are left out, also where a sentence quotes them`() throws {
        var report = try Samples.hostile()
        var handshake = Handshake(
            serverName: "myhub.azure-devices.net", expectedName: "myhub.azure-devices.net", result: .completed,
            duration: Seconds(0.01))
        let issuer = WireText("CN=Contoso Inspection CA,O=Contoso")
        handshake.chain = [
            Certificate(
                subject: WireText("CN=proxy.contoso.example"), issuer: issuer,
                alternativeNames: [WireText("DNS:proxy.contoso.example")], notBefore: nil, notAfter: nil,
                fingerprint: "abcdef0123", publicKeyFingerprint: "0123abcdef", pem: "-----BEGIN CERTIFICATE-----"),
            // Text that is empty is in every other one.
            Certificate(
                subject: WireText(""), issuer: WireText(""), alternativeNames: [WireText("")], notBefore: nil,
                notAfter: nil, fingerprint: "", publicKeyFingerprint: "", pem: ""),
        ]
        handshake.opening = OpeningBytes(WireText("HTTP/1.1 302 Found to Contoso"))
        let first = try #require(report.survey.observations.first { $0.probe == "tls.handshake" })
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: [
                Observation(
                    index: 0, probe: "tls.handshake", vantage: .host, subject: first.subject, outcome: .seen(handshake),
                    startedAt: Seconds(0), duration: Seconds(0))
            ])
        report.diagnosis.findings[0].summary = "TLS is intercepted (\(issuer))."
        let redacted = try redacted(report)
        for text in try formats(redacted) {
            for original in ["Contoso", "contoso", "BEGIN CERTIFICATE", "abcdef0123"] {
                #expect(!text.contains(original))
            }
        }
        #expect(redacted.diagnosis.findings[0].summary.english == "TLS is intercepted ((redacted)).")
        let seen = try #require(redacted.survey.seen(HandshakeTLS.self).first?.evidence)
        #expect(seen.opening?.description == "HTTP/(redacted)")
        #expect(seen.chain.count == 2 && seen.chain[0].issuer.description.hasPrefix("redacted-"))
        #expect(redacted.redaction?.certificates == 2)
    }

    @Test func `what the device says of itself stays, without its names`() throws {
        let report = try redacted(try Samples.portTaken())
        let ports = report.survey.observations.compactMap { $0.outcome.evidence as? PortEvidence }
        #expect(ports.contains { $0.holders.contains { $0.name.description == "nginx" } })
        let names = report.survey.observations.compactMap { $0.outcome.evidence as? HostnameEvidence }
        #expect(!names.isEmpty && names.allSatisfy { $0.name.description.hasPrefix("redacted-") })
        let length = "a-name-that-no-device-should-have-because-it-is-longer-than-sixty-four-characters"
        var pseudonyms = NamePseudonyms(hash: KeyedHash(key: (1, 2)))
        #expect(pseudonyms.pseudonym(of: length).utf8.count == length.utf8.count)
    }

    @Test func `names that people gave to interfaces, rules and programs go, and those of everybody stay`() throws {
        var report = try #require(try Samples.all().first?.report)
        var port = PortEvidence()
        port.listeners = [
            PortEvidence.Listener(
                address: .anyV4, userID: 1000,
                holders: [
                    PortEvidence.Holder(
                        pid: 7, name: "acmeproc", executable: "/usr/bin/acmeproc", unit: "acmepress.service"),
                    PortEvidence.Holder(pid: 8, name: "nginx", executable: "/usr/sbin/nginx", unit: "nginx.service"),
                ])
        ]
        var forwarding = ForwardingState(rules: .read)
        forwarding.baseChains = [
            "inet acmetable acmechain: hook output, priority 0, policy accept",
            "ip filter DOCKER-USER: hook forward, priority 0, policy drop",
        ]
        var routes = RoutingState()
        routes.links = [
            "acmeplant0", "eth0", "enp3s0", "enx0011acdcbe01", "wlan0.20", "br-0123456789ab", "veth12ab34c",
        ].map {
            NetworkLink(index: 1, name: InterfaceName($0), isUp: true)
        }
        let further: [(ProbeID, any Subject, any Codable & Hashable & Sendable)] = [
            (CheckPort.id, LocalPort(PortBinding(port: 443)), port), (ReadForwarding.id, Device(), forwarding),
            (ReadRoutes.id, Device(), routes),
        ]
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: report.survey.observations
                + further.enumerated().map { offset, seen in
                    Observation(
                        index: report.survey.observations.count + offset, probe: seen.0, vantage: .host,
                        subject: seen.1,
                        outcome: .seen(seen.2), startedAt: Seconds(0), duration: Seconds(0))
                })
        report.diagnosis = Diagnosis(of: report.survey)
        #expect(report.diagnosis.findings.contains { $0.cause == .hostPortConflict })
        let place = RulePlace(family: "inet", table: "acmetable", chain: "acmechain", handle: 4)
        report.diagnosis.findings[0].location.culprit = .rule(place, nil)
        report.notes.append("\(InterfaceName("acmeplant0")) is up.")
        let redacted = try redacted(report)
        for text in try formats(redacted) { #expect(!text.contains("acme") && !text.contains("0011acdcbe01")) }
        let json = try JSONReport.render(redacted)
        for kept in [
            "eth0", "enp3s0", "wlan0.20", "br-0123456789ab", "veth12ab34c", "nginx.service", "DOCKER-USER",
            "hook output",
        ] {
            #expect(json.contains(kept), "\(kept)")
        }
    }

    @Test func `what becomes of a text is its type's matter, whatever its member is called`() throws {
        var runtime = RuntimeEvidence()
        runtime.services = [.init(unit: "aziot-edged.service", isRunning: true)]
        var configuration = ConfigurationEvidence()
        (configuration.hostname, configuration.idScope) = ("gw.plant7", "0ne00SECRET")
        configuration.network = "plant7-modules-net"
        var answer = DNSAnswer(
            server: SocketAddress(try #require(IPAddress("10.9.9.53")), port: 53), network: .udp,
            name: "myhub.azure-devices.net", queryType: .a, result: .answered, latency: Seconds(0.01))
        answer.records = [.init(name: answer.name, timeToLive: 60, data: .alias("hub.privatelink.azure-devices.net"))]
        (answer.negativeZone, answer.extendedErrors) = (
            "_plant7", [.init(code: 15, text: WireText("blocked by plant7"))]
        )
        var names = NameEvidence()
        names.servers = [.init(server: answer.server, answers: [answer])]
        names.searchList = ["plant7"]
        var origin = VantageOrigin(kind: .container, resolverRule: .ownFile, resolvers: [], hostResolvers: [])
        origin.container = "plant7-modules"
        var handshake = Handshake(
            serverName: "plant7", expectedName: "myhub.azure-devices.net", result: .completed, duration: Seconds(0))
        handshake.applicationProtocol = ApplicationProtocol(WireText("h2"))
        var report = try Samples.healthy()
        let evidence: [(ProbeID, any Codable & Hashable & Sendable)] = [
            (ReadRuntime.id, runtime), (ReadConfiguration.id, configuration), (ResolveName.id, names),
            (DescribeVantage.id, origin), (HandshakeTLS.id, handshake),
        ]
        let hub = report.survey.assignment.hub
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: evidence.enumerated().map { number, seen in
                let subject: any Subject =
                    switch seen.0 {
                    case ResolveName.id: Name(hub)
                    case HandshakeTLS.id: Endpoint(.hub, hub, .https)
                    default: Device()
                    }
                return Observation(
                    index: number, probe: seen.0, vantage: .host, subject: subject, outcome: .seen(seen.1),
                    startedAt: Seconds(0), duration: Seconds(0))
            })
        let redacted = try redacted(report)
        let text = try JSONReport.render(redacted)
        for original in ["plant7", "SECRET", "\"myhub"] { #expect(!text.contains(original), "\(original)") }
        let survey = redacted.survey
        #expect(survey.seen(ReadRuntime.self).first?.evidence.services.first?.unit == "aziot-edged.service")
        let said = try #require(survey.seen(ResolveName.self).first?.evidence.servers.first?.answers.first)
        #expect(said.aliases.first?.description.hasSuffix(".privatelink.azure-devices.net") == true)
        #expect(said.name.description == redacted.survey.assignment.hub.description)
        #expect(survey.seen(HandshakeTLS.self).first?.evidence.applicationProtocol?.description == "h2")
    }

    @Test func `an interface that has a name of the site's has one pseudonym, and any other keeps its own`() throws {
        var state = RoutingState()
        state.links = [NetworkLink(index: 2, name: "plant7"), NetworkLink(index: 3, name: "tun0")]
        var report = try Samples.healthy()
        let evidence: [(ProbeID, any Codable & Hashable & Sendable)] = [
            (ReadHostname.id, HostnameEvidence(name: "plant7")), (ReadRoutes.id, state),
        ]
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: evidence.enumerated().map { number, seen in
                Observation(
                    index: number, probe: seen.0, vantage: .host, subject: Device(), outcome: .seen(seen.1),
                    startedAt: Seconds(0), duration: Seconds(0))
            })
        let names = state.links.map(\.name)
        report.diagnosis.findings = names.map { name in
            Finding(
                .fwdDisabled, .error, from: [.host], about: Finding.Subject(), owner: .device, confidence: .likely,
                summary: "Nothing leaves by \(name).",
                location: Finding.Location(kind: .thisDevice, culprit: .setting(.forwarding(interface: name))),
                evidence: [], refutedBy: "")
        }
        let redacted = try redacted(report)
        let links = try #require(redacted.survey.seen(ReadRoutes.self).first?.evidence.links)
        #expect(links.last?.name == "tun0")
        #expect(links.first?.name.description.hasPrefix("redacted-") == true)
        for (link, finding) in zip(links, redacted.diagnosis.findings) {
            #expect(finding.location.culprit == .setting(.forwarding(interface: link.name)))
            #expect(finding.summary == "Nothing leaves by \(link.name).")
        }
        #expect(try formats(redacted).allSatisfy { !$0.contains("plant7") })
    }

    @Test(arguments: [
        (
            ["run", "--hub", "my.hub.example", "--report", "json=/home/alice/r.json"],
            ["run", "--hub", "redacted-", "--report", "json=(redacted)"]
        ),
        (["--ca-file=/etc/contoso.pem", "--timeout", "5"], ["--ca-file=(redacted)", "--timeout", "5"]),
        (["diagnose", "/srv/contoso/report.json"], ["diagnose", "(redacted)"]),
        (["--connect-to", "a.contoso.com:443:10.9.9.9:8443"], ["--connect-to", "redacted-"]),
        (["--proxy", "http://***@proxy.contoso.com:3128"], ["--proxy", "http://***@redacted-"]),
    ])
    func `arguments keep their options and lose names, addresses and paths`(
        arguments: [String], expected: [String]
    ) throws {
        var report = try Samples.healthy()
        report.run.arguments = arguments
        let redacted = try redacted(report).run.arguments
        #expect(redacted.count == expected.count)
        for (argument, expected) in zip(redacted, expected) {
            #expect(
                expected.hasSuffix("redacted-") ? argument.hasPrefix(expected) : argument == expected, "\(argument)")
            for original in ["contoso", "alice", "10.9.9.9", "my.hub"] { #expect(!argument.contains(original)) }
        }
    }

    @Test func `the product's own words stay, and the values between them go`() throws {
        var report = try Samples.healthy()
        let address = try #require(IPAddress("10.9.9.9"))
        let host = try HostName(validating: "plant7.contoso.example")
        report.notes = [
            "See daemon.json and net.ipv4.ip_forward, then tcp.dropped-port.",
            "Behind \(host) and \(address), as \(WireText("Contoso's own page")) says.",
        ]
        let notes = try redacted(report).notes.map(\.english)
        #expect(notes[0] == report.notes[0].english)
        #expect(notes[1].hasPrefix("Behind redacted-") && notes[1].hasSuffix(", as (redacted) says."))
        for original in ["contoso", "Contoso", "10.9.9.9"] { #expect(!notes[1].contains(original)) }
    }

    @Test func `the reason of a question that was not asked loses its values`() throws {
        var report = try Samples.healthy()
        let address = try #require(SocketAddress("10.9.9.9", defaultPort: 53))
        let reasons: [Outcome<any Codable & Hashable & Sendable>] = [
            .skipped(SkipReason(.prerequisite, "\(address) was not asked")),
            .failed(.systemRefused("asking \(address) failed", because: "\(SystemError("EPERM"))")),
        ]
        let observations = reasons.enumerated().map { number, outcome in
            Observation(
                index: report.survey.observations.count + number, probe: ReadHostname.id, vantage: .host,
                subject: Device(),
                outcome: outcome, startedAt: Seconds(0), duration: Seconds(0))
        }
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: report.survey.observations + observations)
        let texts = try redacted(report).survey.observations.suffix(2).map { observation in
            switch observation.outcome {
            case .seen: ""
            case .skipped(let reason): reason.description
            case .failed(let error): error.description
            }
        }
        #expect(texts[0].hasSuffix(":53 was not asked") && texts[1].hasSuffix(":53 failed (EPERM)"))
        for text in texts { #expect(!text.contains("10.9.9.9")) }
    }
}
