import ProbeCore
import ProbeEvidence
@testable import ProbeTLS

extension InputDecoder {
    static let tls = [
        // A handshake makes keys, which costs more than anything a peer can write.
        InputDecoder("tls", .binary, longest: 1 << 19, allowance: WorkAllowance(base: 60), decodeTLS),
        InputDecoder("certificate", .binary, longest: X509Certificate.longest, decodeCertificate),
        InputDecoder("pem", .text, longest: 1 << 20, decodePEM),
        InputDecoder("base64", .text, longest: 65_536, decodeBase64),
    ]

    /// What a server answers to a ClientHello, or somebody in its place.
    @Sendable private static func decodeTLS(_ input: [UInt8]) {
        guard let engine = try? TLSEngine(client: .init(serverName: "hub.example")) else {
            preconditionFailure("a handshake begins")
        }
        _ = engine.handshake()
        _ = engine.drain()
        for piece in Pieces(input) {
            engine.feed(piece)
            guard case .incomplete = engine.handshake() else { break }
            _ = engine.drain()
        }
        let facts = engine.facts
        precondition(facts.opening.map { isHarmless($0.description) } ?? true)
        precondition(!facts.isNotTLS || facts.alert == nil, "what is not TLS sends no alert")
        engine.shutdown()
    }

    @Sendable private static func decodeCertificate(_ bytes: [UInt8]) {
        guard let certificate = X509Certificate(der: bytes) else { return }
        _ = certificate.matches("hub.example")
        _ = certificate.matches("192.0.2.1")
        guard let facts = certificate.facts() else { return }
        precondition(isHarmless(facts.subject.description) && isHarmless(facts.issuer.description))
        precondition(
            facts.alternativeNames.count <= 50 && facts.alternativeNames.allSatisfy { isHarmless($0.description) })
    }

    @Sendable private static func decodePEM(_ bytes: [UInt8]) { _ = try? X509Certificate.read(pem: text(bytes)) }

    @Sendable private static func decodeBase64(_ bytes: [UInt8]) {
        guard let decoded = Base64.decode(text(bytes)) else { return }
        precondition(Base64.decode(Base64.encode(decoded)) == decoded, "what is written is what was read")
    }
}
