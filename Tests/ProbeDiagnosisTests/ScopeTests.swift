import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import Testing

struct `the scope of a finding` {
    private func contains(
        _ wide: Finding.Subject, _ narrow: Finding.Subject, from vantages: [Vantage] = [.host],
        seenFrom others: [Vantage] = [.host]
    ) -> Bool {
        Scope(of: finding(wide, vantages)).contains(finding(narrow, others))
    }

    private func finding(_ subject: Finding.Subject, _ vantages: [Vantage]) -> Finding {
        Finding(
            .tcpRefused, .error, from: vantages, about: subject, owner: .siteNetwork, confidence: .certain, summary: "",
            evidence: [], refutedBy: "")
    }

    private let name = Finding.Subject(Places.hub, resolver: Places.resolver)
    private let address = Finding.Subject(Places.hub, address: Places.hubAddress)
    private let amqp = Finding.Subject(.hubAMQP)
    private let https = Finding.Subject(.hubHTTPS)

    @Test func `reaches from a name to its endpoints, and not back`() {
        #expect(contains(name, amqp))
        #expect(!contains(amqp, name))
        #expect(!contains(name, Finding.Subject(.dpsHTTPS)))
    }

    @Test func `reaches from an address to every port of it, and to endpoints of its host whose address is not told`() {
        #expect(contains(address, Finding.Subject(.hubAMQP, address: Places.hubAddress)))
        #expect(contains(address, amqp))
        #expect(!contains(address, Finding.Subject(.hubAMQP, address: Places.dpsAddress)))
        #expect(!contains(Finding.Subject(address: Places.hubAddress), amqp))
    }

    @Test func `keeps endpoints apart`() {
        #expect(contains(amqp, amqp))
        #expect(!contains(amqp, https))
        #expect(contains(Finding.Subject(Places.hub, port: 443), https))
    }

    @Test func `reaches through the proxy only from the proxy, or from the whole vantage`() {
        let proxied = Finding.Subject(.hubHTTPS.throughProxy)
        #expect(!contains(name, proxied))
        #expect(contains(Finding.Subject(), proxied))
        #expect(contains(proxied, proxied))
        #expect(!contains(proxied, https))
    }

    @Test func `ends at the vantage it was seen from`() {
        #expect(!contains(name, amqp, from: [.host], seenFrom: [Places.bridge]))
        #expect(contains(name, amqp, from: [.host, Places.bridge], seenFrom: [Places.bridge]))
        #expect(Scope(of: finding(name, [.host])).coversSubject(of: finding(amqp, [Places.bridge])))
    }
}
