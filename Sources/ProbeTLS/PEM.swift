/// The text form of DER bytes (RFC 7468).
enum PEM {
    static func certificate(_ der: [UInt8]) -> String {
        let body = Base64.encode(der)
        var lines = "-----BEGIN CERTIFICATE-----\n"
        var rest = body[...]
        while !rest.isEmpty {
            lines += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return lines + "-----END CERTIFICATE-----\n"
    }
}
