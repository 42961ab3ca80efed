@testable import ProbeApplication
import ProbeCore
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import Testing

/// What rules without a run say of names: addresses, until when, and what has none.
struct `addresses of today` {
    private static let hub = HostName(known: "myhub.azure-devices.net")
    private static let registry = HostName(known: "mcr.microsoft.com")

    private func today(_ names: [(HostName, [String])]) -> AddressesOfToday {
        let server = SocketAddress(IPAddress(known: "10.3.0.53"), port: 53)
        let observations = names.enumerated().map { index, name in
            let addresses = name.1.compactMap { IPAddress($0) }
            var answer = DNSAnswer(
                server: server, network: .udp, name: DomainName(name.0.description), queryType: .a, result: .answered,
                latency: Seconds(0.01))
            answer.records = addresses.enumerated().map { place, address in
                DNSAnswer.Record(
                    name: DomainName(name.0.description), timeToLive: UInt32(60 - place), data: .address(address))
            }
            var evidence = NameEvidence()
            evidence.servers = [.init(server: server, answers: [answer])]
            evidence.addresses = addresses
            return Observation(
                index: index, probe: ResolveName.id, vantage: .host, subject: Name(name.0), outcome: .seen(evidence),
                startedAt: Seconds(0), duration: Seconds(0))
        }
        return AddressesOfToday(
            Survey(
                assignment: Assignment(hub: Self.hub), startedAt: Timestamp(secondsSince1970: 1_795_425_247),
                observations: observations))
    }

    @Test func `are good for as long as the shortest record says`() {
        let today = today([(Self.hub, ["203.0.113.20", "203.0.113.21"]), (Self.registry, ["203.0.113.30"])])
        #expect(today.addresses[Self.hub]?.count == 2 && today.validity == [Self.hub: 59, Self.registry: 60])
        #expect(today.missing.isEmpty && !today.isOffline)
    }

    @Test func `are missing where others have some, and offline where nobody has any`() {
        let one = today([(Self.hub, []), (Self.registry, ["203.0.113.30"])])
        #expect(one.missing == [Self.hub] && !one.isOffline)
        let none = today([(Self.hub, []), (Self.registry, [])])
        #expect(none.missing.isEmpty && none.isOffline && none.addresses.isEmpty)
        #expect(today([]).isOffline)
    }

    @Test func `stand in rules with their day and their time`() throws {
        let today = today([(Self.hub, ["203.0.113.20"])])
        var surroundings = Surroundings()
        surroundings.requester.asked = today.asked
        surroundings.requester.validity = today.validity
        let assignment = Assignment(hub: Self.hub)
        #expect(Guidance.names(neededBy: assignment, in: surroundings) == [Self.hub])
        for dialect in [Dialect.nftables, .iptables, .ufw, .firewalld, .powershell, .request] {
            let text = try #require(
                Guidance.firewall(
                    assignment: assignment, surroundings: surroundings, addresses: today.addresses, dialect: dialect))
            let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing(" # ", with: " ")
            #expect(line.contains("203.0.113.20"), "\(dialect)")
            #expect(line.contains("good for 60 s at a time") && line.contains("on 2026-11-"), "\(line)")
        }
    }
}

extension HostName {
    fileprivate init(known name: StaticString) {
        guard let host = try? HostName(validating: name.description) else { preconditionFailure("no name") }
        self = host
    }
}

extension IPAddress {
    fileprivate init(known text: StaticString) {
        guard let address = IPAddress(text.description) else { preconditionFailure("no address") }
        self = address
    }
}
