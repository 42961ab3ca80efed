@testable import HubEmulator

extension ServerSession {
    /// All bytes it sends upon these, and whether it closed.
    mutating func take(_ bytes: [UInt8]) -> (sent: [UInt8], isClosed: Bool) {
        var (sent, isClosed): ([UInt8], Bool) = ([], false)
        for action in receive(bytes) {
            switch action {
            case .send(let bytes): sent += bytes
            case .close: isClosed = true
            }
        }
        return (sent, isClosed)
    }
}

/// Bytes from hexadecimal digits.
func hexadecimal(_ digits: String) -> [UInt8] {
    let values = digits.compactMap { $0.hexDigitValue.map { UInt8($0) } }
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
}
