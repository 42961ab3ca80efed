internal import COpenSSL

/// Roots that nobody asked for yet, found by their subject's name as OpenSSL compares it.
///
/// A certificate takes OpenSSL 3 a third of a millisecond to parse, mostly for its key, and a chain ends at one of some hundred
/// and fifty: those it does not name stay text.
struct RootIndex {
    private var unparsed: [UInt: [[UInt8]]] = [:]
    /// The subjects, in the text's order, as DER.
    private(set) var subjects: [[UInt8]] = []

    /// Of no certificates.
    init() {}

    /// Finds the certificates of a PEM text.
    ///
    /// - Returns: nothing where the text holds anything that has to be read to know what it means: other objects than plain
    ///   certificates, or something broken.
    init?(pem text: [UInt8]) {
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        guard let read = unsafe MemoryBIO.reading(text, { unsafe Self.blocks(in: $0) }), let blocks = read else {
            return nil
        }
        for der in blocks {
            guard let range = CertificateFrame.subject(in: der),
                let key = unsafe Self.withName(Array(der[range]), { unsafe Self.key(of: $0) }), let key
            else { return nil }
            subjects.append(Array(der[range]))
            unparsed[key, default: []].append(der)
        }
    }

    /// Gives those of a name, each once.
    mutating func take(_ name: OpaquePointer) -> [X509Certificate] {
        guard let key = unsafe Self.key(of: name) else { return [] }
        return unparsed.removeValue(forKey: key)?.compactMap { X509Certificate(der: $0) } ?? []
    }

    /// Parses a name from DER for as long as the scope lasts; the corresponding C type is `X509_NAME`.
    static func withName<Result>(_ der: [UInt8], _ body: (OpaquePointer) -> Result) -> Result? {
        let parsed = unsafe der.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            return unsafe d2i_X509_NAME(nil, &position, buffer.count)
        }
        guard let name = unsafe parsed else { return nil }
        defer { unsafe X509_NAME_free(name) }
        return unsafe body(name)
    }

    /// The same for equal names, however they are written; two different ones that have it in common are both looked at.
    private static func key(of name: OpaquePointer) -> UInt? {
        var succeeded: CInt = 0
        let key = unsafe X509_NAME_hash_ex(name, nil, nil, &succeeded)
        return succeeded == 1 ? key : nil
    }

    private static func blocks(in bio: OpaquePointer) -> [[UInt8]]? {
        var blocks: [[UInt8]] = []
        while true {
            var label: UnsafeMutablePointer<CChar>?
            var header: UnsafeMutablePointer<CChar>?
            var data: UnsafeMutablePointer<UInt8>?
            var length = 0
            guard unsafe PEM_read_bio(bio, &label, &header, &data, &length) == 1 else {
                return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE ? blocks : nil
            }
            defer {
                unsafe COpenSSL_free(label)
                unsafe COpenSSL_free(header)
                unsafe COpenSSL_free(data)
            }
            guard let label = unsafe label, unsafe String(cString: label) == "CERTIFICATE",
                unsafe header?.pointee ?? 0 == 0, let data = unsafe data
            else { return nil }
            unsafe blocks.append(Array(UnsafeBufferPointer(start: data, count: length)))
        }
    }
}
