import ProbeCore
import ProbeEvidence
import Testing

struct HTTPAnswerTests {
    @Test
    func `a header is found by its lower-case name, all its values in their order`() {
        let answer = HTTPAnswer(
            status: 407,
            headers: [("via", "a"), ("proxy-authenticate", "NTLM"), ("proxy-authenticate", "Basic")].map {
                .init(name: WireText($0.0), value: WireText($0.1))
            }, bodyOpening: nil)
        #expect(answer.value(of: "proxy-authenticate")?.description == "NTLM")
        #expect(answer.values(of: "proxy-authenticate").map(\.description) == ["NTLM", "Basic"])
        #expect(answer.value(of: "Via") == nil)
        #expect(answer.values(of: "upgrade").isEmpty)
    }
}
