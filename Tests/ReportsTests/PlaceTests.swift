import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import Reports
import Testing

struct PlaceTests {
    @Test(arguments: [
        (
            Finding.Location(
                kind: .thisDevice,
                culprit: Culprit(RulePlace(family: "inet", table: "filter", chain: "output", handle: 12))),
            "on this device: nft inet filter output, handle 12."
        ),
        (Finding.Location(kind: .thisDevice, text: "on this device"), "on this device."),
        (Finding.Location(kind: .containerHost), "on this device, as the containers' host."),
        (Finding.Location(kind: .hop, address: IPAddress("10.1.0.1"), hop: 2), "at hop 2 (10.1.0.1)."),
        (Finding.Location(kind: .hop, address: IPAddress("10.1.0.1")), "at 10.1.0.1."),
        (Finding.Location(kind: .hop, text: "at hop 2 (10.1.0.1)"), "at hop 2 (10.1.0.1)."),
        (Finding.Location(kind: .hop, text: "at the proxy 10.1.0.9:3128"), "at the proxy 10.1.0.9:3128."),
    ])
    func `a place reads as people say it`(location: Finding.Location, text: String) {
        #expect(TextReport.place(location)?.english == text)
    }

    @Test func `what passes the place is said behind it`() {
        var location = Finding.Location(kind: .hop, text: "between hop 2 (10.1.0.1) and hop 3")
        location.contrast = "on port 443 the same walk gets through: hop 3 (172.31.4.9) answers"
        #expect(
            TextReport.place(location)?.english
                == "between hop 2 (10.1.0.1) and hop 3; on port 443 the same walk gets through: hop 3 (172.31.4.9) answers."
        )
    }

    @Test func `a place that is not known is not named`() { #expect(TextReport.place(.unknown) == nil) }
}
