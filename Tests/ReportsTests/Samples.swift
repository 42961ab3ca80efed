import ProbeCore
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeMeasurement
import Testing

/// Reports of invented runs, one for each shape that a reader meets.
enum Samples {
    static func all() throws -> [(name: String, report: Report)] {
        [
            ("healthy", try healthy()), ("one-port-filtered", try onePortFiltered()),
            ("containers-only", try containersOnly()), ("only-443", try only443()), ("proxy", try proxy()),
            ("everything-dropped", try everythingDropped()), ("interrupted", try interrupted()),
            ("demonstration", try demonstration()), ("many-vantages", try manyVantages()),
            ("not-needed", try notNeeded()), ("hostile", try hostile()),
            ("device", try device()), ("port-taken", try portTaken()),
        ]
    }

    static func healthy() throws -> Report {
        var run = try SampleRun()
        run.climbEverything()
        return run.report(.ready, "Everything IoT Edge needs reaches the hub, from this host and from its containers.")
    }

    /// A run that looked at the device too.
    static func device() throws -> Report {
        var run = try SampleRun()
        run.climbEverything()
        run.lookAtDevice()
        return run.report(.ready, "Everything IoT Edge needs reaches the hub, from this host and from its containers.")
    }

    static func portTaken() throws -> Report {
        var run = try SampleRun()
        run.climbEverything()
        let proof = run.lookAtDevice(holding: 443)
        run.facts.portHolders[443] = Guidance.PortHolder(unit: "nginx.service", container: nil)
        let summary: Sentence =
            "nginx (pid 812, nginx.service) listens on 0.0.0.0:443, so edgeHub, which publishes it, cannot start."
        run.find(
            Finding(
                .hostPortConflict, .error, from: [.host],
                about: Finding.Subject(port: 443, process: LocalText("nginx (pid 812, nginx.service)")), owner: .device,
                confidence: .certain, summary: summary,
                location: Finding.Location(kind: .thisDevice, text: "on this device"),
                evidence: [
                    Finding.Proof(
                        proof,
                        "a listener on 0.0.0.0:443, of /usr/sbin/nginx, binding 0.0.0.0:443 fails with EADDRINUSE")
                ], refutedBy: "`ss -lntp 'sport = :443'` shows no listener, or edgeHub's own."))
        return run.report(.blocked, summary)
    }

    static func onePortFiltered() throws -> Report {
        var run = try SampleRun()
        run.climbEverything(except: [.amqp])
        let endpoint = Endpoint(.hub, run.hub, .amqp)
        let address = try #require(IPAddress("203.0.113.20"))
        let remote = SocketAddress(address, port: 5671)
        let router = try #require(IPAddress("10.1.0.1"))
        let next = try #require(IPAddress("172.31.4.9"))
        let walk = run.walk(to: endpoint, from: .host)
        let proofs = run.failures(of: endpoint).map {
            Finding.Proof($0, "\(3, .syn) to \(remote) from each vantage, no answer, no ICMP")
        }
        run.find(
            Finding(
                .tcpDroppedPort, .warning, from: run.vantages, about: Finding.Subject(endpoint, address: address),
                owner: .siteNetwork, confidence: .certain,
                summary: "Outgoing AMQP (TCP 5671) is dropped between \(router) and the next router.",
                location: Finding.Location(
                    kind: .hop, address: IPAddress("10.1.0.1"), hop: 2,
                    text: "between hop 2 (\(router)) and hop 3 (\(next))"),
                evidence: proofs + [
                    Finding.Proof(2, "the same address answers on 443 in 21 ms through the same hops"),
                    Finding.Proof(walk, "a SYN with hop limit 2 is answered by \(router), one with 3 is not"),
                ],
                refutedBy: "a TCP connection to \(remote) opens from another host behind \(router)",
                explains: [.amqpSwallowed]))
        run.contrast("on port 443 the same walk gets through: hop 3 (\(next)) answers")
        return run.report(
            .degraded, "AMQP is filtered on the way out; edgeAgent will fall back to WebSockets, edgeHub will not.")
    }

    static func containersOnly() throws -> Report {
        var run = try SampleRun()
        run.vantages = [.host]
        run.climbEverything()
        let bridge = try #require(Vantage("docker:bridge"))
        let stub = try #require(IPAddress("127.0.0.53"))
        let resolver = try #require(IPAddress("10.3.0.53"))
        run.vantages = [bridge]
        let index = run.see("dns.resolve", Name(run.hub), from: bridge, at: 0.001, for: 0.003)
        for transport in Transport.allCases {
            run.skip(
                "tcp.connect", Endpoint(.hub, run.hub, transport), from: bridge, .prerequisite,
                "the name has no address")
            run.state(transport, bridge, false, nil)
        }
        run.facts.resolvers = ["10.3.0.53", "10.3.0.54"].compactMap { IPAddress($0) }
        run.vantages = [.host, bridge]
        let told: Sentence = "Containers on the default bridge ask \(stub) for names; nothing answers there."
        run.find(
            Finding(
                .dnsContainerStub, .error, from: [bridge],
                about: Finding.Subject(
                    run.hub, resolver: SocketAddress("127.0.0.53", defaultPort: 53)),
                owner: .containerEngine, confidence: .certain,
                summary: told,
                location: Finding.Location(kind: .containerHost),
                evidence: [
                    Finding.Proof(index, "\(stub):53 refuses at once inside \(bridge)"),
                    Finding.Proof(0, "the host resolves the name in 12 ms through \(resolver)"),
                ],
                refutedBy: "a container started now resolves \(run.hub)",
                explains: [.dnsTimeout, .dnsPortRefused]))
        return run.report(
            .blocked,
            "For containers the name \(run.hub) does not lead to the hub, for this host it does: \(clause: told)")
    }

    static func only443() throws -> Report {
        var run = try SampleRun()
        run.climbEverything(except: [.amqp, .mqtt])
        run.find(
            Finding(
                .transportOnly443, .warning, from: run.vantages, about: Finding.Subject(run.hub),
                owner: .hubConfiguration, confidence: .certain,
                summary: "Only 443 is open: edgeAgent falls back to WebSocket by itself, edgeHub does not.",
                evidence: run.failures(of: Endpoint(.hub, run.hub, .amqp)).map {
                    Finding.Proof($0, "nothing answers on 5671 and 8883")
                },
                refutedBy: "a TCP connection to port 5671 or 8883 opens", explains: [.tcpDroppedPort]))
        return run.report(.degraded, "Only 443 is open; edgeHub needs UpstreamProtocol=AmqpWs.")
    }

    static func proxy() throws -> Report {
        var run = try SampleRun()
        run.plan.services.proxy = Proxy(
            ProxyAddress(.name(try HostName(validating: "proxy.site.example")), port: 3128),
            credentials: Credentials(user: "gateway-user", password: "Pa55-never-shown"), source: .commandLine)
        run.vantages = [.host]
        run.climbEverything(except: Transport.allCases, also: .proxy)
        run.find(
            Finding(
                .proxyRequired, .warning, from: [.host], about: Finding.Subject(run.hub, via: .proxy),
                owner: .device, confidence: .certain,
                summary: "The hub is reached only through the proxy, which only WebSocket transports use.",
                evidence: [Finding.Proof(1, "no direct connection opens, all of them do through the proxy")],
                refutedBy: "a direct connection to the hub opens", explains: [.tcpDroppedAll, .dnsTimeout]))
        return run.report(.degraded, "The hub is reached through the proxy only; edgeHub needs AmqpWs and the proxy.")
    }

    static func everythingDropped() throws -> Report {
        var run = try SampleRun()
        run.vantages = [.host]
        run.climbEverything(except: Transport.allCases, services: false)
        run.skip("tcp.half-open", Device(), from: .host, .budget, "the run's budget of 15 s ended first")
        run.fail(
            "tls.handshake", Endpoint(.hub, run.hub, .https), from: .host, .descriptors,
            "the limit of open files (64) is reached; raise it with ulimit -n")
        run.find(
            Finding(
                .tcpDroppedAll, .error, from: [.host], about: Finding.Subject(), owner: .siteNetwork,
                confidence: .likely, summary: "Nothing outside this site answers, on any port of any address.",
                location: Finding.Location(kind: .hop, address: IPAddress("10.1.0.1"), hop: 1),
                evidence: run.failures(of: Endpoint(.hub, run.hub, .https)).map {
                    Finding.Proof($0, "every SYN of the run vanishes")
                }, refutedBy: "any TCP connection to the outside opens from this device", explains: [.tcpDroppedIP]))
        run.find(
            Finding(
                .hostOutputDropped, .error, from: [.host],
                about: Finding.Subject(run.hub, address: IPAddress("203.0.113.20"), port: 443),
                owner: .device, confidence: .possible, summary: "A rule of this device drops packets to the hub.",
                location: Finding.Location(
                    kind: .thisDevice,
                    culprit: Culprit(RulePlace(family: "inet", table: "filter", chain: "output", handle: 12))),
                evidence: [], refutedBy: "the counter of the rule stays where it is"))
        return run.report(.blocked, "Nothing outside this site answers.")
    }

    static func interrupted() throws -> Report {
        var run = try SampleRun()
        run.vantages = [.host]
        _ = run.see("dns.resolve", Name(run.hub), from: .host, at: 0, for: 0.012)
        for transport in Transport.allCases {
            run.skip(
                "tcp.connect", Endpoint(.hub, run.hub, transport), from: .host, .interrupted, "the run was interrupted")
            run.state(transport, .host, nil, nil)
        }
        run.isComplete = false
        run.notes = ["The scheme https:// was stripped from the hub's name."]
        return run.report(.inconclusive, "The run was interrupted before anything was proven.")
    }

    static func demonstration() throws -> Report {
        var run = try SampleRun()
        run.vantages = [.host]
        run.plan.services.isDemonstration = true
        run.climbEverything()
        return run.report(.ready, "Everything IoT Edge needs reaches the hub.")
    }

    static func manyVantages() throws -> Report {
        var run = try SampleRun()
        run.vantages = try [
            "host", "docker:bridge", "docker:azure-iot-edge", "container:a-container-with-a-rather-long-name-indeed",
            "netns:/run/netns/site-a",
        ].map { try #require(Vantage($0)) }
        run.climbEverything()
        return run.report(.ready, "Everything IoT Edge needs reaches the hub, from this host and from its containers.")
    }

    static func notNeeded() throws -> Report {
        var run = try SampleRun()
        run.vantages = [.host]
        run.climbEverything(except: [.mqtt])
        let endpoint = Endpoint(.hub, run.hub, .mqtt)
        run.find(
            Finding(
                .tcpDroppedPort, .info, from: [.host], about: Finding.Subject(endpoint), owner: .siteNetwork,
                confidence: .certain, summary: "MQTT (TCP 8883) is closed on the way out; nothing here uses it.",
                evidence: run.failures(of: endpoint).map { Finding.Proof($0, "no answer on 8883") },
                refutedBy: "a TCP connection to port 8883 opens"))
        return run.report(.ready, "Everything IoT Edge needs reaches the hub.")
    }

    /// Whatever the network or a hand-edited recording supplies ends up harmless.
    static func hostile() throws -> Report {
        var run = try SampleRun()
        let evil = "evil\u{1b}[2J\u{1b}]0;pwned\u{7}\r\nREADY  all is well\u{202e}\u{200b}\u{9b}31m \u{85}\u{2028}end"
        run.vantages = [.host, try #require(Vantage("container:" + evil))]
        run.climbEverything()
        run.hostname = evil
        run.notes = [Sentence(recorded: evil)]
        run.fail("tls.handshake", Endpoint(.hub, run.hub, .https), from: .host, .library, Sentence(recorded: evil))
        run.find(
            Finding(
                .tlsIntercepted, .error, from: [.host],
                about: Finding.Subject(process: LocalText(evil)), owner: .proxy,
                confidence: .certain, summary: "Issuer \(WireText(evil))",
                location: Finding.Location(
                    kind: .hop, culprit: .recorded(WireText(evil)), text: Sentence(recorded: evil)),
                evidence: [
                    Finding.Proof(.max, Sentence(recorded: evil)),
                    Finding.Proof(-1, Sentence(recorded: String(repeating: "x", count: 300))),
                ], refutedBy: Sentence(recorded: evil)))
        return run.report(.blocked, Sentence(recorded: evil))
    }
}
