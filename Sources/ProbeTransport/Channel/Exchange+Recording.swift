import ProbeEvidence

internal import ProbeCore

extension Exchange {
    /// Counts bytes that came, and keeps the first.
    mutating func note(received bytes: [UInt8], opening: inout [UInt8]) {
        bytesReceived += bytes.count
        opening += bytes.prefix(max(0, WireText.longest + 1 - opening.count))
    }

    /// Notes how the connection ended before a complete answer.
    mutating func end(_ ending: Arrival.Ending) {
        switch ending {
        case .closed: result = .closed
        case .broken: result = .malformed
        case .failed(let error):
            result = .reset
            self.error = error
        }
    }
}
