import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Survey.Seen<ConnectAroundTunnel> {
    /// What the same connection met by another interface than the preferred one.
    var besideProof: Finding.Proof {
        shows(
            control: evidence.isVerified == true
                ? """
                the same connection to \(evidence.connect.remote), bound to \(evidence.interface), reaches the \
                verified service
                """
                : """
                the same connection to \(evidence.connect.remote), bound to \(evidence.interface), opens in \
                \(evidence.connect.latency)
                """)
    }
}
