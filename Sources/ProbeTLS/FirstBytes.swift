/// The first bytes of a connection, from which one can tell that they are not TLS.
struct FirstBytes {
    /// As many bytes as a portal or proxy needs to show what it is.
    static let longest = 200

    /// False once no continuation can make these bytes a TLS record.
    ///
    /// A record begins with its content type, 20 to 24, and the major version 3 (RFC 8446 section 5.1).
    let mayBeTLS: Bool

    init(_ bytes: [UInt8]) {
        let isContentType = bytes.first.map { (20...24).contains($0) } ?? true
        let isMajorVersion = bytes.dropFirst().first.map { $0 == 3 } ?? true
        mayBeTLS = isContentType && isMajorVersion
    }
}
