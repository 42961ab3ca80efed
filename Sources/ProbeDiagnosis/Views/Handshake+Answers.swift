import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Handshake {
    /// Ended without a word of TLS from the other side, as a filter ends it.
    var endedWithoutAnswer: Bool {
        switch result {
        case .closed, .reset, .silent: true
        case .completed, .alert, .notTLS, .malformed, .superseded: false
        }
    }

    /// Drew a ServerHello, or an alert of the other side: something there speaks TLS and answers.
    var drewAnswer: Bool {
        switch result {
        case .completed: true
        case .alert: alert?.wasReceived ?? false
        case .closed, .reset, .silent: bytesReceived > 0
        case .malformed, .notTLS, .superseded: false
        }
    }

    /// The other side's alert in the place of a ServerHello.
    var refusal: Alert? { result == .alert && chain.isEmpty ? alert.flatMap { $0.wasReceived ? $0 : nil } : nil }

    /// Whether the ClientHello was acknowledged; the SYN counts one byte (evidence of TCP_INFO).
    var helloWasAcknowledged: Bool? { tcp.map { $0.bytesAcknowledged > 1 } }

    /// Nobody whose certificate was sent signed the service's own, and neither did the service itself.
    var leavesOutIssuer: Bool {
        guard result == .completed, let leaf = chain.first, leaf.issuer != leaf.subject else { return false }
        return !chain.dropFirst().contains { $0.maySign(leaf) }
    }

    func verification(by store: Store) -> Verification? { verifications.first { $0.store == store } }

    /// Who signed the uppermost certificate that was sent.
    var topIssuer: WireText? { chain.last?.issuer }
}

extension Certificate {
    /// It has the name of whoever signed another one, and the key too where both say which.
    func maySign(_ other: Certificate) -> Bool {
        guard subject == other.issuer else { return false }
        guard let mine = keyIdentifier, let wanted = other.issuersKeyIdentifier else { return true }
        return mine == wanted
    }
}

extension Handshake.Result {
    /// What the other side did, as a clause of a sentence about the handshake.
    var clause: Sentence {
        switch self {
        case .completed: "completes"
        case .alert: "ends in an alert"
        case .closed: "is closed without an alert"
        case .reset: "is reset"
        case .silent: "meets silence"
        case .notTLS: "is answered with plain text"
        case .malformed: "is answered with broken TLS"
        case .superseded: "was given up"
        }
    }
}

extension Handshake {
    /// Known to this host's store alone, which does not take it for its dates.
    ///
    /// Of a device whose clock is off it is not known what the right time makes of them.
    func isOutdatedInterception(by clock: TrustedClock) -> Bool {
        switch clock.verdict {
        case .off, .beforeBuild: false
        case .right, .unknown:
            result == .completed && isTrustedByThisHostAlone && !verifications.contains(where: \.isTrusted)
        }
    }

    /// Known to the system's store and to no other that was asked; false where no other was.
    var isTrustedByThisHostAlone: Bool {
        let others = verifications.filter { $0.store != .system }
        return !others.isEmpty && !others.contains(where: \.isTrustedIgnoringDates)
            && (verification(by: .system)?.isTrustedIgnoringDates ?? false)
    }
}
