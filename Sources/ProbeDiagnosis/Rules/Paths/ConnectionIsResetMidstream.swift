package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Connections open and are reset as soon as data flows, whichever name the ClientHello carries.
package struct ConnectionIsResetMidstream: Rule {
    package static let causes: [Cause] = [.tcpResetMidstream]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        let stalls = Stall.all(.reset, in: survey).filter { stall in
            // An answer for another name, or for none, makes it a matter of the name.
            !stall.isFlapping && ![stall.otherName, stall.noName].contains { $0?.isAnswered ?? false }
        }
        return Stall.byPort(stalls).compactMap { group in
            guard let first = group.first else { return nil }
            let hasControl = group.contains { $0.otherName?.failsAlike ?? false }
            return Finding(
                .tcpResetMidstream,
                group.map { Need.severity(forFailureOf: $0.endpoint, from: $0.vantage, in: survey) }.max() ?? .info,
                from: [first.vantage],
                about: Finding.Subject(
                    host: first.endpoint.host.description, address: first.remote.address, port: first.endpoint.port,
                    transport: group.count == 1 ? first.endpoint.transport : nil),
                // How a real hub treats foreign names is not known, so "whatever the name" is never certain.
                owner: .siteNetwork, confidence: hasControl ? .likely : .possible,
                summary:
                    "Connections to \(first.endpoint.host) (\(first.remote)) open and are reset as soon as TLS begins"
                    + (hasControl
                        ? ", whichever name they ask for." : "; whether that depends on the name could not be told."),
                evidence: group.flatMap(proofs),
                refutedBy: "A TLS handshake with \(first.remote) for another name is answered.")
        }
    }

    private func proofs(_ stall: Stall) -> [Finding.Proof] {
        [
            Finding.Proof(
                stall.observation,
                "after \(stall.handshake.bytesSent) bytes of TLS \(stall.remote) resets the connection "
                    + "(\(stall.handshake.error ?? "ECONNRESET"), \(stall.handshake.bytesReceived) bytes received)")
        ]
            + [(stall.otherName, "another name"), (stall.noName, "no name"), (stall.again, "the same name again")]
            .compactMap {
                control, name in
                guard let control, let result = control.handshake?.result, control.failsAlike else { return nil }
                return Finding.Proof(
                    control.observation, "a handshake with \(name) ends the same way (\(result.rawValue))")
            }
    }
}
