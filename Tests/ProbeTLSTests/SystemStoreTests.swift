import CertificateMint
import Glibc
import ProbeCore
import ProbeEvidence
import ProbeTLS
import Testing

/// In processes of their own, because the system's store is loaded once and found through the environment.
struct SystemStoreTests {
    @Test func `a root that only this host has is trusted by the system store alone`() async {
        await #expect(processExitsWith: .success) {
            var template = Array("/tmp/edgeprobe-roots-XXXXXX".utf8CString)
            let descriptor = mkstemp(&template)
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            defer { unlink(path) }
            let text = Array(Fixture.authority.root.utf8)
            precondition(write(descriptor, text, text.count) == text.count, "the file can be written")
            setenv("SSL_CERT_FILE", path, 1)
            setenv("SSL_CERT_DIR", "/nonexistent", 1)
            let wire = try Wire()
            wire.shakeHands()
            let seen = try Trust(TrustedRoots()).examine(
                chain: wire.client.facts.chain, for: "hub.azure-devices.net", at: Fixture.now)
            #expect(seen.verifications.map(\.store) == [.publicRoots, .system])
            #expect(seen.verifications.map(\.isTrusted) == [false, true])
        }
    }

    @Test func `a host without a store trusts nothing and is no error`() async {
        await #expect(processExitsWith: .success) {
            setenv("SSL_CERT_FILE", "/nonexistent", 1)
            setenv("SSL_CERT_DIR", "/nonexistent", 1)
            let wire = try Wire()
            wire.shakeHands()
            let seen = try Trust(TrustedRoots()).examine(
                chain: wire.client.facts.chain, for: "hub.azure-devices.net", at: Fixture.now)
            #expect(seen.verifications.map(\.isTrusted) == [false, false])
            #expect(seen.matchesName)
        }
    }
}
