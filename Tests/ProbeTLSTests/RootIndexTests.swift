import CertificateMint
@testable import ProbeTLS
import Testing

struct RootIndexTests {
    private func names(_ pem: String) throws -> [[UInt8]] {
        try X509Certificate.read(pem: pem).map { certificate in
            let der = try #require(unsafe X509Certificate.der(of: certificate.pointer))
            return try Array(der[#require(CertificateFrame.subject(in: der))])
        }
    }

    private func take(_ name: [UInt8], from index: inout RootIndex) -> [X509Certificate] {
        RootIndex.withName(name) { unsafe index.take($0) } ?? []
    }

    @Test func `each public root is found by its subject, and once`() throws {
        var index = try #require(RootIndex(pem: Array(PublicRoots.pem.utf8)))
        #expect(index.subjects == (try names(PublicRoots.pem)))
        var found = 0
        for subject in index.subjects { found += take(subject, from: &index).count }
        #expect(found == PublicRoots.count)
        for subject in index.subjects { #expect(take(subject, from: &index).isEmpty) }
    }

    @Test func `a name that is written in another way finds what OpenSSL takes for the same`() throws {
        let written = try CertificateAuthority(
            root: .init("LAB  root ", organization: "lab"), intermediate: .init("Lab TLS 01", organization: "Lab"),
            validity: Fixture.validity)
        let name = try #require(try names(written.root).first)
        var index = try #require(RootIndex(pem: Array(Fixture.authority.root.utf8)))
        #expect(index.subjects != [name])
        #expect(take(name, from: &index).count == 1)
    }

    @Test func `two roots of one name are both found`() throws {
        let other = try CertificateAuthority(
            root: .init("Lab Root", organization: "Lab"), intermediate: .init("Lab TLS 01", organization: "Lab"),
            validity: Fixture.validity)
        let text = Fixture.authority.root + other.root
        var index = try #require(RootIndex(pem: Array(text.utf8)))
        #expect(try take(#require(names(text).first), from: &index).count == 2)
    }

    @Test func `a text that says more than certificates, or is broken, is not indexed`() {
        let root = Fixture.authority.root
        let trusted = root.replacing("BEGIN CERTIFICATE", with: "BEGIN TRUSTED CERTIFICATE")
            .replacing("END CERTIFICATE", with: "END TRUSTED CERTIFICATE")
        let broken = [String(root.dropLast(40)), root.replacing("MII", with: "MIH")]
        for text in broken + [Fixture.identity.privateKey, root + trusted] {
            #expect(RootIndex(pem: Array(text.utf8)) == nil)
        }
        #expect(RootIndex(pem: Array(("a comment\n" + root + "another").utf8))?.subjects.count == 1)
        #expect(RootIndex(pem: [])?.subjects.isEmpty == true)
    }

    @Test func `a certificate that lacks bytes, or has more, has no subject`() throws {
        let certificate = try #require(try X509Certificate.read(pem: Fixture.authority.root).first)
        let der = try #require(unsafe X509Certificate.der(of: certificate.pointer))
        #expect(CertificateFrame.subject(in: der) != nil)
        for count in der.indices { #expect(CertificateFrame.subject(in: Array(der.prefix(count))) == nil) }
        #expect(CertificateFrame.subject(in: der + [0]) == nil)
    }
}
