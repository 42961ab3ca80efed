internal import COpenSSL
internal import ProbeCore

/// The settings of a kind of connection, shared by its sessions; the corresponding C type is `SSL_CTX`.
@safe final class TLSContext: @unchecked Sendable {
    // Unchecked, because an SSL_CTX that no one changes any more may be used by many threads (openssl-threads(7)).

    let pointer: OpaquePointer
    /// OpenSSL holds an unowned pointer to it for the selection callback.
    private let applicationProtocols: ApplicationProtocols

    private static let sharedClient: Result<TLSContext, ProbeError> = {
        do throws(ProbeError) { return .success(try TLSContext()) } catch { return .failure(error) }
    }()

    private static let sharedClientOfLargeHellos: Result<TLSContext, ProbeError> = {
        do throws(ProbeError) {
            let context = try TLSContext()
            try context.fillHellosUp()
            return .success(context)
        } catch {
            return .failure(error)
        }
    }()

    /// The one context of every client.
    static func client() throws(ProbeError) -> TLSContext { try sharedClient.get() }

    /// The one of every client whose hello takes more than a segment.
    static func clientOfLargeHellos() throws(ProbeError) -> TLSContext { try sharedClientOfLargeHellos.get() }

    /// What a program on this host is given that sets nothing itself; nothing where the library does not start.
    static let defaultSecurityLevel: Int? = {
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        guard let pointer = unsafe SSL_CTX_new(TLS_client_method()) else { return nil }
        defer { unsafe SSL_CTX_free(pointer) }
        return unsafe Int(SSL_CTX_get_security_level(pointer))
    }()

    private init() throws(ProbeError) {
        applicationProtocols = try ApplicationProtocols([])
        unsafe pointer = try Self.make(TLS_client_method())
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
        // A server without RFC 5746 is evidence too.
        unsafe SSL_CTX_set_options(pointer, COpenSSL_SSL_OP_LEGACY_SERVER_CONNECT)
        try restrict(to: .tls12 ... .tls13)
    }

    /// A context that shows a chain and may ask for a client's.
    init(server identity: ServerIdentity, options: TLSEngine.ServerOptions) throws(ProbeError) {
        applicationProtocols = try ApplicationProtocols(options.applicationProtocols)
        unsafe pointer = try Self.make(TLS_server_method())
        unsafe SSL_CTX_set_verify(pointer, options.requestsClientCertificate ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        unsafe SSL_CTX_set_num_tickets(pointer, 0)
        try restrict(to: options.versions)
        try show(identity)
        chooseApplicationProtocol()
    }

    deinit { unsafe SSL_CTX_free(pointer) }

    private static func make(_ method: OpaquePointer?) throws(ProbeError) -> OpaquePointer {
        OpenSSLErrors.clear()
        guard let pointer = unsafe SSL_CTX_new(method) else { throw OpenSSLErrors.library("prepare TLS") }
        // Weak keys, digests and ciphers too must complete, to be shown; nothing secret is sent before a chain is judged.
        unsafe SSL_CTX_set_security_level(pointer, 0)
        // Whatever the chain is worth, it is judged after the handshake: see Trust.
        unsafe SSL_CTX_set_cert_verify_callback(pointer, { _, _ in 1 }, nil)
        // Each connection is evidence of its own, never the continuation of another.
        unsafe SSL_CTX_set_options(pointer, COpenSSL_SSL_OP_NO_TICKET)
        unsafe COpenSSL_SSL_CTX_disable_session_cache(pointer)
        return unsafe pointer
    }

    private func restrict(to versions: ClosedRange<TLSEngine.Version>) throws(ProbeError) {
        let lower = versions.lowerBound.rawValue
        guard unsafe COpenSSL_SSL_CTX_set_version_range(pointer, lower, versions.upperBound.rawValue) == 1 else {
            throw OpenSSLErrors.library("restrict the TLS versions")
        }
    }

    /// An extension of a type that nobody may give a meaning to (RFC 8701), as long as a post-quantum key share.
    ///
    /// Not the padding of RFC 7685, which OpenSSL keeps to itself.
    private func fillHellosUp() throws(ProbeError) {
        OpenSSLErrors.clear()
        guard unsafe COpenSSL_SSL_CTX_fill_hellos_up(pointer) == 1 else {
            throw OpenSSLErrors.library("fill a hello up")
        }
    }

    private func show(_ identity: ServerIdentity) throws(ProbeError) {
        let chain = try X509Certificate.read(pem: identity.chain)
        let key = try SigningKey(pem: identity.privateKey)
        guard let leaf = chain.first else {
            throw ProbeError.libraryRefused("the server's chain holds no PEM certificate")
        }
        OpenSSLErrors.clear()
        // SSL_CTX_use_PrivateKey(3) refuses a key that is not the certificate's.
        guard unsafe SSL_CTX_use_certificate(pointer, leaf.pointer) == 1,
            unsafe SSL_CTX_use_PrivateKey(pointer, key.pointer) == 1,
            chain.dropFirst().allSatisfy({ unsafe COpenSSL_SSL_CTX_add1_chain_cert(pointer, $0.pointer) == 1 })
        else { throw OpenSSLErrors.library("use the server's certificate and key") }
    }

    private func chooseApplicationProtocol() {
        guard !applicationProtocols.list.isEmpty else { return }
        unsafe SSL_CTX_set_alpn_select_cb(
            pointer,
            { _, chosen, chosenLength, offered, offeredLength, argument in
                guard let argument = unsafe argument, let offered = unsafe offered else { return SSL_TLSEXT_ERR_NOACK }
                let own = unsafe Unmanaged<ApplicationProtocols>.fromOpaque(argument).takeUnretainedValue()
                let list = unsafe Array(UnsafeBufferPointer(start: offered, count: Int(offeredLength)))
                guard let range = own.choice(in: list) else { return SSL_TLSEXT_ERR_NOACK }
                // SSL_CTX_set_alpn_select_cb(3): the choice may point into the client's own list.
                unsafe chosen?.pointee = unsafe offered + range.lowerBound
                unsafe chosenLength?.pointee = UInt8(range.count)
                return SSL_TLSEXT_ERR_OK
            }, Unmanaged.passUnretained(applicationProtocols).toOpaque())
    }
}
