import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import Testing

/// What is pasted is for whoever has to make the change, and asks for what only the reader knows.
struct PastedRemedyTests {
    private func remedies(
        _ cause: Cause, from vantages: [Vantage] = [.host], about subject: Finding.Subject = Finding.Subject(),
        owner: Owner = .device, at culprit: Culprit? = nil, in change: (inout Assignment) -> Void = { _ in },
        with facts: (inout Guidance.Facts) -> Void = { _ in }
    ) throws -> [Remedy] {
        var assignment = Assignment(hub: try HostName(validating: "myhub.azure-devices.net"))
        change(&assignment)
        let address = try #require(IPAddress("10.0.0.53"))
        var known = Guidance.Facts(
            addresses: [assignment.hub: [try #require(IPAddress("203.0.113.20"))]], resolvers: [address])
        facts(&known)
        let finding = Finding(
            cause, .error, from: vantages, about: subject, owner: owner, confidence: .certain, summary: "",
            location: Finding.Location(kind: .thisDevice, culprit: culprit), evidence: [], refutedBy: "")
        return Guidance.remedies(for: finding, in: assignment, facts: known)
    }

    @Test(
        arguments: [
            (nil, nil, Dialect.nftables), (nil, .ufw, .ufw), (nil, .firewalld, .firewalld),
            // A policy is what whoever keeps the rules has set; a rule that is there is somebody's own.
            (RulePlace(family: "ip", table: "filter", chain: "OUTPUT"), .ufw, .ufw),
            (RulePlace(family: "ip", table: "filter", chain: "OUTPUT", handle: 3, line: 1), .ufw, .iptables),
            (RulePlace(family: "ip", table: "filter", chain: "ufw-user-output", handle: 3, line: 1), nil, .ufw),
            (RulePlace(family: "inet", table: "firewalld", chain: "filter_OUT_policies", handle: 3), nil, .firewalld),
            (RulePlace(family: "inet", table: "site", chain: "out", handle: 3), .ufw, .nftables),
        ] as [(RulePlace?, FirewallService?, Dialect)])
    func `the dialect of whoever keeps the rule comes first`(
        place: RulePlace?, running: FirewallService?, dialect: Dialect
    ) throws {
        for cause in [Cause.hostOutputDropped, .fwdDropped] {
            let fixes = try remedies(cause, at: place.map { Culprit($0) }, with: { $0.firewall = running })
            #expect(fixes.first?.commands.first?.dialect == dialect, "\(cause)")
        }
    }

    @Test func `the router's commands are for the router, this device's for this device`() throws {
        let subject = Finding.Subject(try HostName(validating: "myhub.azure-devices.net"), port: 5671)
        let site = try remedies(.tcpDroppedPort, about: subject, owner: .siteNetwork)[0].commands
        for command in site {
            let isShells = [.nftables, .iptables].contains(command.dialect)
            #expect(command.machine == (isShells ? .siteRouter : .thisDevice), "\(command.dialect)")
        }
        #expect(try remedies(.hostOutputDropped)[0].commands.allSatisfy { $0.machine == .thisDevice })
    }

    @Test func `a proxy that wants an account gets a place for it, and a file that only root reads`() throws {
        let proxy = ProxyAddress(.name(try HostName(validating: "proxy.example")), port: 3128)
        let fixes = try remedies(.proxyAuthRequired, owner: .proxy, in: { $0.proxy = proxy })
        let texts = try #require(fixes.first { $0.id == .proxyCredentials }).commands.map(\.text)
        #expect(texts[0].contains("http://$PROXY_USER:$PROXY_PASSWORD@proxy.example:3128"))
        #expect(texts[0].contains("install -m 600 /dev/null"))
        #expect(texts[1].contains("http://USER:PASSWORD@proxy.example:3128"))
        let plain = try remedies(.proxyRequired, in: { $0.proxy = proxy }).flatMap(\.commands).map(\.text)
        #expect(plain.allSatisfy { !$0.contains("PASSWORD") && !$0.contains("-m 600") })
    }

    @Test(arguments: [
        Cause.dnsFiltered, .dnsNxdomain, .dnsServfail, .dnsRefused, .dnsTimeout, .dnsUDPBlocked, .dnsPortRefused,
    ])
    func `names that containers alone do not get have the engine's resolvers named for them`(cause: Cause) throws {
        let inContainers = try remedies(cause, from: [try #require(Vantage("docker:bridge"))], owner: .siteNetwork)
        #expect(inContainers.contains { $0.commands.contains { $0.dialect == .daemonJSON } })
        #expect(!inContainers.contains { $0.id == .otherResolver })
        let everywhere = try remedies(
            cause, from: [.host, try #require(Vantage("docker:bridge"))], owner: .siteNetwork)
        #expect(!everywhere.contains { $0.commands.contains { $0.dialect == .daemonJSON } })
    }

    @Test func `only a page about no device speaks of Windows`() throws {
        let page = Guidance.examples(for: .dnsContainerStub, owner: .containerEngine).flatMap {
            $0.steps.map(\.english)
        }
        #expect(page.contains { $0.contains("Windows") })
        #expect(
            try remedies(.dnsContainerStub).allSatisfy { remedy in
                !remedy.steps.contains { $0.english.contains("Windows") }
                    && !remedy.commands.contains { $0.dialect == .powershell }
            })
    }
}
