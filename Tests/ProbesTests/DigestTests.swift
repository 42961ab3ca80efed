@testable import Probes
import Testing

struct DigestTests {
    @Test func `only a digest of ASCII digits goes into a request`() {
        let good = "sha256:" + String(repeating: "0aF9", count: 16)
        #expect(good.validDigest == good)
        for wrong in [
            "sha256:" + String(repeating: "\u{ff11}", count: 64), good + "0", String(good.dropLast()), "sha512:" + good,
            "sha256:" + String(repeating: "0aG9", count: 16), "",
        ] {
            #expect(wrong.validDigest == nil, "\(wrong)")
        }
    }
}
