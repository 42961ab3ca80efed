internal import COpenSSL
internal import ProbeCore

/// The one owner of an `SSL`, its two memory BIOs, and what its callback points to.
@safe struct TLSSession: ~Copyable {
    /// What became of one call (SSL_get_error(3)).
    enum Step<Value> {
        case done(Value)
        case incomplete
        /// The other side's close_notify.
        case closed
        case failed([String])
    }

    let transcript: Transcript
    private let context: TLSContext
    private let ssl: OpaquePointer
    // Both belong to the SSL, which frees them.
    private let input: OpaquePointer
    private let output: OpaquePointer

    private static let longestRecord = 16_384

    init(_ context: TLSContext) throws(ProbeError) {
        OpenSSLErrors.clear()
        let (ssl, input, output) = try unsafe Self.begin(context)
        transcript = Transcript()
        self.context = context
        unsafe self.ssl = ssl
        unsafe self.input = input
        unsafe self.output = output
        unsafe SSL_set_bio(ssl, input, output)
        unsafe COpenSSL_SSL_set_msg_callback_arg(ssl, Unmanaged.passUnretained(transcript).toOpaque())
        unsafe SSL_set_msg_callback(
            ssl,
            { isSent, version, contentType, bytes, length, _, argument in
                // A lone byte is a record's inner content type, which is not noted.
                guard length >= 2, let bytes = unsafe bytes, let argument = unsafe argument else { return }
                let first = unsafe bytes.load(as: UInt8.self)
                let second = unsafe bytes.load(fromByteOffset: 1, as: UInt8.self)
                unsafe Unmanaged<Transcript>.fromOpaque(argument).takeUnretainedValue().note(
                    contentType: contentType, version: version, wasReceived: isSent == 0, bytes: (first, second))
            })
    }

    /// All three, or none of them.
    private static func begin(
        _ context: TLSContext
    ) throws(ProbeError) -> (ssl: OpaquePointer, input: OpaquePointer, output: OpaquePointer) {
        guard let ssl = unsafe SSL_new(context.pointer) else { throw OpenSSLErrors.library("begin a connection") }
        guard let input = unsafe COpenSSL_BIO_new_memory_pipe() else {
            unsafe SSL_free(ssl)
            throw OpenSSLErrors.library("begin a connection")
        }
        guard let output = unsafe COpenSSL_BIO_new_memory_pipe() else {
            unsafe BIO_free_all(input)
            unsafe SSL_free(ssl)
            throw OpenSSLErrors.library("begin a connection")
        }
        return unsafe (ssl, input, output)
    }

    // The stored properties, and with them the transcript, end after this body.
    deinit { unsafe SSL_free(ssl) }
}

// MARK: - Sides

extension TLSSession {
    func connect(to serverName: String?, offering protocols: [String]) throws(ProbeError) {
        OpenSSLErrors.clear()
        unsafe SSL_set_connect_state(ssl)
        if let serverName, unsafe COpenSSL_SSL_set_tlsext_host_name(ssl, serverName) != 1 {
            throw OpenSSLErrors.library("send this server name")
        }
        let list = try ApplicationProtocols(protocols).list
        // SSL_set_alpn_protos(3) returns 0 on success.
        if !list.isEmpty, unsafe SSL_set_alpn_protos(ssl, list, UInt32(list.count)) != 0 {
            throw OpenSSLErrors.library("offer these application protocols")
        }
    }

    func accept() { unsafe SSL_set_accept_state(ssl) }
}

// MARK: - Bytes

extension TLSSession {
    /// Takes bytes from the network; false when more than the limit would wait.
    func receive(_ bytes: [UInt8], limit: Int) -> Bool {
        guard bytes.count <= limit, unsafe BIO_ctrl_pending(input) <= limit - bytes.count else { return false }
        return unsafe BIO_write(input, bytes, Int32(bytes.count)) == Int32(bytes.count)
    }

    func takeOutput() -> [UInt8] {
        let pending = unsafe BIO_ctrl_pending(output)
        guard pending > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: pending) { buffer, count in
            count = unsafe Int(max(0, BIO_read(output, buffer.baseAddress, Int32(clamping: pending))))
        }
    }

    func handshake() -> Step<Void> {
        OpenSSLErrors.clear()
        return outcome(of: unsafe SSL_do_handshake(ssl), ())
    }

    func read() -> Step<[UInt8]> {
        OpenSSLErrors.clear()
        var result: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.longestRecord) { buffer, count in
            unsafe result = SSL_read_ex(ssl, buffer.baseAddress, buffer.count, &count)
            if result != 1 { count = 0 }
        }
        return outcome(of: result, bytes)
    }

    func write(_ bytes: [UInt8]) -> Step<Void> {
        OpenSSLErrors.clear()
        var written = 0
        return outcome(of: unsafe SSL_write_ex(ssl, bytes, bytes.count, &written), ())
    }

    func shutdown() {
        OpenSSLErrors.clear()
        _ = unsafe SSL_shutdown(ssl)
        OpenSSLErrors.clear()
    }

    private func outcome<Value>(of result: Int32, _ value: Value) -> Step<Value> {
        // SSL_get_error looks into the error queue, so the queue is drained after it.
        let error = unsafe SSL_get_error(ssl, result)
        let reasons = OpenSSLErrors.drain()
        switch error {
        case SSL_ERROR_NONE: return .done(value)
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .incomplete
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: return .failed(reasons)
        }
    }
}

// MARK: - Facts

extension TLSSession {
    /// What the `SSL` knows; the engine knows the rest.
    func facts() -> TLSEngine.Facts {
        var facts = TLSEngine.Facts()
        facts.clientCertificateRequested = transcript.clientCertificateRequested
        facts.alert = transcript.alert
        facts.chain = chain()
        // The version is agreed on once the cipher is: both stand in the ServerHello.
        if let cipher = unsafe SSL_get_current_cipher(ssl) ?? SSL_get_pending_cipher(ssl) {
            facts.cipher = unsafe String(cString: SSL_CIPHER_get_name(cipher))
            facts.version = unsafe String(cString: SSL_get_version(ssl))
        }
        guard transcript.isHandshakeComplete else { return facts }
        facts.group = group()
        facts.applicationProtocol = applicationProtocol()
        return facts
    }

    func serverNameReceived() -> WireText? {
        guard let name = unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return nil }
        return WireText(unsafe String(cString: name))
    }

    private func group() -> String? {
        let group = unsafe COpenSSL_SSL_get_negotiated_group(ssl)
        guard group != 0, let name = unsafe SSL_group_to_name(ssl, group) else { return nil }
        return unsafe String(cString: name)
    }

    private func applicationProtocol() -> WireText? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &length)
        guard let name = unsafe name, length > 0 else { return nil }
        return unsafe WireText(UnsafeBufferPointer(start: name, count: Int(length)))
    }

    private func chain() -> [[UInt8]] {
        var chain: [[UInt8]] = []
        // SSL_get_peer_cert_chain(3): on the server the leaf is not part of the chain.
        if unsafe SSL_is_server(ssl) == 1, let leaf = unsafe SSL_get0_peer_certificate(ssl) {
            guard let bytes = unsafe X509Certificate.der(of: leaf) else { return [] }
            chain.append(bytes)
        }
        guard let stack = unsafe SSL_get_peer_cert_chain(ssl) else { return chain }
        let count = unsafe Int(COpenSSL_sk_X509_num(stack))
        for index in 0..<max(0, min(count, X509Certificate.mostInChain - chain.count)) {
            guard let certificate = unsafe COpenSSL_sk_X509_value(stack, Int32(index)),
                let bytes = unsafe X509Certificate.der(of: certificate)
            else { break }
            chain.append(bytes)
        }
        return chain
    }
}
