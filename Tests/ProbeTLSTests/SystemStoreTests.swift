import CertificateMint
import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeTLS
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
            #expect(seen.verifications.map(\.hasPublicRoots) == [nil, false])
        }
    }

    @Test func `a store of public roots is known as one`() async {
        await #expect(processExitsWith: .success) {
            let folder = "/tmp/edgeprobe-store-\(getpid())"
            precondition(mkdir(folder, 0o700) == 0, "the folder can be made")
            let path = "\(folder)/roots.pem"
            defer {
                unlink(path)
                rmdir(folder)
            }
            let text = Array(PublicRoots.pem.utf8)
            let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
            precondition(write(descriptor, text, text.count) == text.count, "the file can be written")
            setenv("SSL_CERT_FILE", path, 1)
            setenv("SSL_CERT_DIR", "/nonexistent", 1)
            let wire = try Wire()
            wire.shakeHands()
            let seen = try Trust(TrustedRoots()).examine(
                chain: wire.client.facts.chain, for: "hub.azure-devices.net", at: Fixture.now)
            #expect(seen.verifications.map(\.hasPublicRoots) == [nil, true])
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
