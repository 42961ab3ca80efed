import ProbeCore
import ProbeEvidence

extension Handshake {
    /// Some store was asked, and every one that was asked trusts the chain.
    var isTrusted: Bool { !verifications.isEmpty && verifications.allSatisfy(\.isTrusted) }

    /// Only the dates of the chain are wrong.
    var isTrustedButForDates: Bool {
        !verifications.isEmpty && verifications.allSatisfy { !$0.isTrusted && $0.isTrustedIgnoringDates }
    }
}
