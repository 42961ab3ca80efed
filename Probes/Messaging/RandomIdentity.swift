/// Names that no device has: a second connection under a real device's id would disconnect the first.
enum RandomIdentity {
    /// `edgeprobe-` and 16 hexadecimal digits; a valid device id and registration id.
    static func deviceID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return "edgeprobe-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
