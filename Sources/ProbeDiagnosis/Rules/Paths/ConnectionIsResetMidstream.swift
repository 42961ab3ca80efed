import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Connections open and are reset as soon as data flows, whichever name the ClientHello carries.
struct ConnectionIsResetMidstream: Rule {
    static let causes: [Cause] = [.tcpResetMidstream]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        let stalls = scene.stalls(.reset).filter { stall in
            // An answer for another name, or for none, makes it a matter of the name.
            !stall.isFlapping
                && ![stall.controls.otherName, stall.controls.noName].contains { $0?.isAnswered ?? false }
        }
        return Stall.byPort(stalls).compactMap { group in
            guard let first = group.first else { return nil }
            let host = first.endpoint.host
            let hasControl = group.contains { $0.controls.otherName?.failsAlike ?? false }
            return Finding(
                .tcpResetMidstream, group.map(\.ascent.severity).max() ?? .info, from: [first.vantage],
                about: Finding.Subject(
                    host, address: first.remote.address, port: first.endpoint.port,
                    transport: group.count == 1 ? first.endpoint.transport : nil),
                // How a real hub treats foreign names is not known, so "whatever the name" is never certain.
                owner: .siteNetwork, confidence: hasControl ? .likely : .possible,
                summary: hasControl
                    ? """
                    Connections to \(host) (\(first.remote)) open and are reset as soon as TLS begins, whichever name \
                    they ask for.
                    """
                    : """
                    Connections to \(host) (\(first.remote)) open and are reset as soon as TLS begins; whether that \
                    depends on the name could not be told.
                    """,
                evidence: group.flatMap(proofs),
                refutedBy: "A TLS handshake with \(first.remote) for another name is answered.")
        }
    }

    private func proofs(_ stall: Stall) -> [Finding.Proof] {
        let error: SystemError = stall.handshake.error ?? "ECONNRESET"
        let reset = Finding.Proof(
            stall.observation,
            """
            after \(stall.handshake.bytesSent, .byte) of TLS \(stall.remote) resets the connection (\(error), \
            \(stall.handshake.bytesReceived) bytes received)
            """)
        let alike = [
            proof(stall.controls.otherName) { "a handshake with another name ends the same way (\($0))" },
            proof(stall.controls.noName) { "a handshake with no name ends the same way (\($0))" },
            proof(stall.controls.again) { "a handshake with the same name again ends the same way (\($0))" },
        ]
        return [reset] + alike.compactMap(\.self)
    }

    private func proof(
        _ control: HandshakeControls.Control?, _ clause: (_ result: Term) -> Sentence
    ) -> Finding.Proof? {
        guard let control, let result = control.result, control.failsAlike else { return nil }
        return control.shows(clause(Term(result)))
    }
}
