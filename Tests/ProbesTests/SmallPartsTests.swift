import ProbeCore
import ProbeEvidence
@testable import Probes
import Testing

struct SmallPartsTests {
    @Test(arguments: [1, 2, 11, 12, 13, 24, 63, 64, 75, 76, 77, 139, 140, 141, 253])
    func `the control name has the length of the hub's and is a valid name`(_ length: Int) throws {
        var labels: [String] = []
        var rest = length
        while rest > 0 {
            let size = rest <= 63 ? rest : (rest == 64 ? 62 : 63)
            labels.append(String(repeating: "h", count: size))
            rest -= size + 1
        }
        let host = try HostName(validating: labels.joined(separator: "."))
        let other = HandshakeWithOtherName.otherName(for: host)
        #expect(other.utf8.count == host.description.utf8.count)
        #expect((try? HostName(validating: other)) != nil || length > 63, "\(other)")
    }

    @Test(arguments: [
        ("Mon, 23 Nov 2026 09:14:07 GMT", "2026-11-23T09:14:07Z"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
    ])
    func `the Date header is read as RFC 9110 writes it`(_ text: String, _ expected: String) {
        let answer = HTTPAnswer(
            status: 200, headers: [HTTPAnswer.Header(name: WireText("date"), value: WireText(text))], bodyOpening: nil)
        #expect(answer.date?.description == expected)
    }

    @Test(arguments: ["", "yesterday", "Mon, 23 Foo 2026 09:14:07 GMT", "Mon, 99 Nov 2026 09:14:07 GMT", "\u{1b}[2J"])
    func `a broken Date header is no date`(_ text: String) {
        let answer = HTTPAnswer(
            status: 200, headers: [HTTPAnswer.Header(name: WireText("date"), value: WireText(text))], bodyOpening: nil)
        #expect(answer.date == nil)
    }

    @Test func `a Bearer challenge names realm and service`() throws {
        let header = WireText(
            #"Bearer realm="https://reg.azurecr.io/oauth2/token",service="reg.azurecr.io",scope="x,y""#)
        let challenge = try #require(BearerChallenge(header))
        #expect(challenge.endpoint?.host.description == "reg.azurecr.io")
        #expect(
            challenge.endpoint.map { challenge.target(at: $0, scope: "repository:a/b:pull") }
                == "/oauth2/token?service=reg.azurecr.io&scope=repository%3Aa%2Fb%3Apull")
    }

    @Test(arguments: [
        #"Bearer realm="http://plain.example/token""#, #"Bearer realm="https://user@host:8443/token""#,
        #"Bearer realm="https://1.2.3.4/token""#, #"Bearer realm="https://plant.example:/token""#,
        #"Bearer realm="https://plant.example:+443/token""#, #"Bearer realm="https://plant.example:65536/token""#,
        #"Bearer realm="https://plant.example:0/token""#, #"Bearer realm="https://plant.example:5000:1/token""#,
    ])
    func `a realm that may not be contacted is no endpoint`(_ header: String) throws {
        let challenge = try #require(BearerChallenge(WireText(header)))
        #expect(challenge.endpoint == nil)
    }

    @Test(arguments: [(443, true), (5000, true), (5001, false), (22, false)])
    func `a realm is asked at the port of the web and at the registry's own`(_ port: Int, _ isAsked: Bool) throws {
        let challenge = try #require(BearerChallenge(WireText(#"Bearer realm="https://plant.example:\#(port)/token""#)))
        let registry = Endpoint(.registry, try HostName(validating: "plant.example"), .https, port: 5000)
        #expect(challenge.endpoint?.isAdmitted(by: registry) == isAsked)
    }

    @Test func `a challenge of another scheme is none`() {
        #expect(BearerChallenge(WireText("Basic realm=\"x\"")) == nil)
    }
}
