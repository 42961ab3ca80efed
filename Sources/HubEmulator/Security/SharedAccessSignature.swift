import ProbeCore
import ProbeTLS

/// A token of the form `SharedAccessSignature sr=…&sig=…&se=…[&skn=…]`; prints as nothing.
struct SharedAccessSignature: CustomStringConvertible {
    /// Decoded: `{hub}/devices/{device}`.
    let resource: String
    let expiry: Timestamp
    /// The shared access policy; nothing for a device's own key.
    let policy: String?
    private let signature: [UInt8]
    private let signed: [UInt8]

    private static let longest = 4096

    init?(_ token: String) {
        guard token.utf8.count <= Self.longest, token.hasPrefix("SharedAccessSignature ") else { return nil }
        var fields: [Substring: Substring] = [:]
        for field in token.dropFirst("SharedAccessSignature ".count).split(separator: "&") {
            guard let equals = field.firstIndex(of: "=") else { return nil }
            let value = field[field.index(after: equals)...]
            guard fields.updateValue(value, forKey: field[..<equals]) == nil else { return nil }
        }
        guard let resource = fields["sr"], let decoded = PercentEncoding.decode(resource),
            let signature = fields["sig"].flatMap({ PercentEncoding.decode($0) }).flatMap(Base64.decode),
            let expiry = fields["se"], let seconds = Int64(expiry)
        else { return nil }
        self.resource = decoded
        self.expiry = Timestamp(secondsSince1970: seconds)
        policy = fields["skn"].flatMap { $0.isEmpty ? nil : String($0) }
        self.signature = signature
        // What is signed is the resource as it stands in the token, encoded.
        signed = Array("\(resource)\n\(expiry)".utf8)
    }

    /// Compares without giving away by its time how much was right.
    func isSigned(with key: [UInt8]) -> Bool {
        let expected = HMAC.sha256(key: key, signed)
        guard expected.count == signature.count else { return false }
        return zip(expected, signature).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    var description: String { "(token)" }
}
