import ProbeCore
import ProbeEvidence
@testable import Probes
import ProbeTransport
import Testing

struct ResolutionTests {
    private static let servers = ["10.0.0.1", "10.0.0.2"].compactMap { SocketAddress($0, defaultPort: 53) }

    private func resolution(hosts: [String] = [], isDemonstration: Bool = false) -> Resolution {
        Resolution(
            servers: Self.servers, hostsFile: (hosts.compactMap { IPAddress($0) }, 0), isDemonstration: isDemonstration)
    }

    private func answer(
        _ type: DNSAnswer.QueryType = .a, _ addresses: String..., code: Int = 0, result: DNSAnswer.Result = .answered
    ) -> DNSAnswer {
        var answer = DNSAnswer(
            server: Self.servers[0], network: .udp, name: "hub.example", queryType: type, result: result,
            latency: Seconds(0))
        answer.responseCode = result == .answered ? code : nil
        answer.isRecursionAvailable = true
        answer.records = addresses.compactMap { IPAddress($0) }.map {
            DNSAnswer.Record(name: "hub.example", timeToLive: 60, data: .address($0))
        }
        return answer
    }

    private func addresses(_ evidence: NameEvidence?) -> [String]? { evidence?.addresses.map(\.description) }

    @Test func `addresses that an answer or the hosts file had no room for are counted`() {
        var asked = resolution()
        var long = answer(.a, "192.0.2.1")
        long.addressesLeftOut = 400
        _ = asked.take(long, from: 0)
        _ = asked.take(answer(.aaaa), from: 0)
        #expect(asked.conclusion.addressesLeftOut == 400)
        let known = Resolution(
            servers: Self.servers, hostsFile: (["192.0.2.1"].compactMap { IPAddress($0) }, 7), isDemonstration: false)
        #expect(known.conclusion.addressesLeftOut == 7)
        #expect(resolution().conclusion.addressesLeftOut == nil)
    }

    private func sourced(_ sources: NameSources) -> Resolution {
        Resolution(
            servers: Self.servers, hostsFile: (["192.0.2.1"].compactMap { IPAddress($0) }, 0), isDemonstration: false,
            sources: sources)
    }

    @Test func `a hosts file that is asked last gives way to the resolvers, and stands in for them`() {
        var answered = sourced(.resolversFirst)
        #expect(answered.begin() == nil)
        _ = answered.take(answer(.a, "10.1.2.3"), from: 0)
        _ = answered.take(answer(.aaaa), from: 0)
        #expect(addresses(answered.conclusion) == ["10.1.2.3"])
        #expect(answered.conclusion.source == .resolver && answered.conclusion.hostsFile.isEmpty)
        var denied = sourced(.resolversFirst)
        for index in 0...1 {
            _ = denied.take(answer(.a, code: 3), from: index)
            _ = denied.take(answer(.aaaa, code: 3), from: index)
        }
        #expect(addresses(denied.conclusion) == ["192.0.2.1"])
        #expect(denied.conclusion.source == .hostsFile)
    }

    @Test func `a hosts file that nobody reads has no address`() {
        var denied = sourced(.resolversAlone)
        for index in 0...1 {
            _ = denied.take(answer(.a, code: 3), from: index)
            _ = denied.take(answer(.aaaa, code: 3), from: index)
        }
        #expect(denied.conclusion.addresses.isEmpty && denied.conclusion.hostsFile.isEmpty)
    }

    @Test func `both answers of the first resolver are reported at once, IPv4 first`() {
        var resolution = resolution()
        #expect(resolution.begin() == nil)
        #expect(resolution.take(answer(.aaaa, "2001:db8::1"), from: 0) == nil)
        let interim = resolution.take(answer(.a, "10.1.2.3", "10.1.2.4", "10.1.2.3"), from: 0)
        #expect(addresses(interim) == ["10.1.2.3", "10.1.2.4", "2001:db8::1"])
        #expect(interim?.source == .resolver)
        #expect(interim?.isStuck == false)
        #expect(interim?.servers.map(\.answers.count) == [2, 0])
    }

    @Test func `an IPv4 answer waits a moment for the IPv6 answer, not the other way round`() {
        var resolution = resolution()
        let first = answer(.a, "10.1.2.3")
        #expect(resolution.take(first, from: 0) == nil)
        #expect(resolution.startsDelay(first, from: 0))
        #expect(addresses(resolution.endDelay(of: 0)) == ["10.1.2.3"])
        #expect(addresses(resolution.take(answer(.aaaa, "2001:db8::1"), from: 0)) == ["10.1.2.3", "2001:db8::1"])
    }

    @Test func `a later resolver decides only once the first was silent for good`() {
        var resolution = resolution()
        #expect(resolution.take(answer(.a, "10.9.9.9"), from: 1) == nil)
        #expect(resolution.take(answer(.aaaa), from: 1) == nil)
        let stuck = resolution.becomeStuck()
        #expect(addresses(stuck) == [])
        #expect(stuck?.isStuck == true)
        #expect(addresses(resolution.conclusion) == ["10.9.9.9"])
        _ = resolution.take(answer(.a, "10.1.2.3"), from: 0)
        _ = resolution.take(answer(.aaaa), from: 0)
        #expect(addresses(resolution.conclusion) == ["10.1.2.3"])
        #expect(!resolution.conclusion.isStuck)
    }

    @Test func `once the first is overdue a later one is worth connecting to, and the first still decides`() {
        var resolution = resolution()
        _ = resolution.take(answer(.a, "10.9.9.9"), from: 1)
        _ = resolution.take(answer(.aaaa), from: 1)
        #expect(addresses(resolution.becomeOverdue()) == ["10.9.9.9"])
        _ = resolution.take(answer(.a, code: 3), from: 0)
        _ = resolution.take(answer(.aaaa, code: 3), from: 0)
        #expect(addresses(resolution.conclusion) == [])
    }

    @Test func `a first resolver that has said anything is waited for to the end`() {
        var resolution = resolution()
        _ = resolution.take(answer(.a, "10.9.9.9"), from: 1)
        _ = resolution.take(answer(.aaaa), from: 1)
        _ = resolution.take(answer(.aaaa, code: 2), from: 0)
        #expect(resolution.becomeOverdue() == nil)
    }

    @Test(arguments: [2, 4, 5])
    func `SERVFAIL, NOTIMP and REFUSED pass the question on`(code: Int) {
        var resolution = resolution()
        for type in [DNSAnswer.QueryType.a, .aaaa] { _ = resolution.take(answer(type, code: code), from: 0) }
        _ = resolution.take(answer(.a, "10.9.9.9"), from: 1)
        _ = resolution.take(answer(.aaaa), from: 1)
        #expect(addresses(resolution.conclusion) == ["10.9.9.9"])
    }

    @Test(arguments: [0, 3])
    func `a denial or an empty answer of the first resolver is final for a client`(code: Int) {
        var resolution = resolution()
        for type in [DNSAnswer.QueryType.a, .aaaa] { _ = resolution.take(answer(type, code: code), from: 0) }
        #expect(resolution.take(answer(.a, "10.9.9.9"), from: 1) == nil)
        _ = resolution.take(answer(.aaaa), from: 1)
        #expect(addresses(resolution.conclusion) == [])
        #expect(resolution.conclusion.source == nil)
        #expect(resolution.conclusion.servers[1].answers[0].addresses.count == 1)
    }

    @Test func `an empty answer of a server that looks nothing up passes the question on`() {
        var resolution = resolution()
        var empty = answer(.a)
        empty.isRecursionAvailable = false
        _ = resolution.take(empty, from: 0)
        _ = resolution.take(answer(.aaaa), from: 0)
        _ = resolution.take(answer(.a, "10.9.9.9"), from: 1)
        _ = resolution.take(answer(.aaaa), from: 1)
        #expect(addresses(resolution.conclusion) == ["10.9.9.9"])
    }

    @Test func `a silent resolver passes the question on`() {
        var resolution = resolution()
        _ = resolution.take(answer(.a, "10.9.9.9"), from: 1)
        _ = resolution.take(answer(.aaaa), from: 1)
        _ = resolution.take(answer(.a, result: .silent), from: 0)
        _ = resolution.take(answer(.aaaa, result: .silent), from: 0)
        #expect(addresses(resolution.conclusion) == ["10.9.9.9"])
    }

    @Test func `a hosts entry decides at once and for good`() {
        var resolution = resolution(hosts: ["fd00::1", "10.7.7.7"])
        #expect(addresses(resolution.begin()) == ["10.7.7.7", "fd00::1"])
        #expect(resolution.begin() == nil)
        _ = resolution.take(answer(.a, "10.1.2.3"), from: 0)
        #expect(resolution.conclusion.source == .hostsFile)
        #expect(addresses(resolution.conclusion) == ["10.7.7.7", "fd00::1"])
    }

    @Test(arguments: [(["0.0.0.0", "10.1.2.3"], ["10.1.2.3"]), (["0.0.0.0"], ["0.0.0.0"])])
    func `an address that is never right is used only where there is no other`(hosts: [String], usable: [String]) {
        #expect(addresses(resolution(hosts: hosts).conclusion) == usable)
    }

    @Test func `in a demonstration loopback is right`() {
        let hosts = ["127.0.0.1", "10.1.2.3"]
        #expect(addresses(resolution(hosts: hosts, isDemonstration: true).conclusion) == hosts)
        #expect(addresses(resolution(hosts: hosts).conclusion) == ["10.1.2.3"])
    }

    @Test func `a resolver that was not asked to the end is left out of the conclusion`() {
        var resolution = resolution()
        _ = resolution.take(answer(.a, "10.1.2.3"), from: 0)
        #expect(resolution.conclusion.servers.map(\.server) == [Self.servers[0]])
        #expect(addresses(resolution.conclusion) == ["10.1.2.3"])
    }

    @Test func `while stuck every further answer is reported`() {
        var resolution = resolution()
        #expect(resolution.becomeStuck()?.isStuck == true)
        #expect(resolution.take(answer(.a, code: 2), from: 0)?.isStuck == true)
        resolution.giveUpOne()
        _ = resolution.take(answer(.a, code: 2), from: 1)
        #expect(resolution.isWaiting)
        #expect(resolution.take(answer(.aaaa, code: 2), from: 1) == nil)
        #expect(!resolution.isWaiting)
    }

    @Test func `where clients take the resolvers in turn, one that has the name decides whatever the first says`() {
        for denial in [answer(.a, code: 3), answer(.a, "0.0.0.0")] {
            var asked = resolution()
            asked.note(
                ResolverConfiguration(parsing: Array("nameserver 10.0.0.1".utf8)), patience: Seconds(5), rotates: true)
            _ = asked.take(answer(.a, "10.9.9.9"), from: 1)
            #expect(asked.take(answer(.aaaa), from: 1) == nil)
            _ = asked.take(denial, from: 0)
            let last = asked.take(answer(.aaaa, code: denial.responseCode ?? 0), from: 0)
            #expect(addresses(last ?? asked.conclusion) == ["10.9.9.9"])
            #expect(asked.conclusion.rotates == true)
        }
    }
}
