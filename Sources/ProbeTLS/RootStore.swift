internal import COpenSSL
internal import ProbeCore

/// One set of roots; the corresponding C type is `X509_STORE`.
@safe final class RootStore: @unchecked Sendable {
    // Unchecked, because an X509_STORE locks itself while chains are built (openssl-threads(7)).

    /// What a store says of one chain.
    struct Verdict {
        let code: Int
        let depth: Int
        var isTrusted: Bool { code == Int(X509_V_OK) }
    }

    private let pointer: OpaquePointer
    /// Whether a chain may end at a certificate of this set that is no root.
    private let acceptsPartialChain: Bool

    /// Mozilla's set as it was when the tool was built.
    static let publicRoots = result { () throws(ProbeError) in
        try RootStore(certificates: X509Certificate.read(pem: PublicRoots.pem), acceptsPartialChain: false)
    }

    /// What OpenSSL trusts on this host: `SSL_CERT_FILE`, `SSL_CERT_DIR`, else the paths of its build.
    static let system = result { () throws(ProbeError) in try RootStore() }

    /// The set of a PEM text, in which an intermediate or the server's own certificate may stand for a root.
    convenience init(given text: String) throws(ProbeError) {
        let certificates = try X509Certificate.read(pem: text)
        guard !certificates.isEmpty else { throw ProbeError.libraryRefused("the given roots hold no PEM certificate") }
        try self.init(certificates: certificates, acceptsPartialChain: true)
    }

    private init(certificates: [X509Certificate], acceptsPartialChain: Bool) throws(ProbeError) {
        unsafe pointer = try Self.make()
        self.acceptsPartialChain = acceptsPartialChain
        for certificate in certificates {
            guard unsafe X509_STORE_add_cert(pointer, certificate.pointer) == 1 else {
                throw OpenSSLErrors.library("load a root")
            }
        }
    }

    private init() throws(ProbeError) {
        unsafe pointer = try Self.make()
        acceptsPartialChain = false
        // A host without any store trusts nothing: no error, but a set without roots.
        _ = unsafe X509_STORE_set_default_paths(pointer)
        OpenSSLErrors.clear()
    }

    deinit { unsafe X509_STORE_free(pointer) }

    private static func make() throws(ProbeError) -> OpaquePointer {
        OpenSSLErrors.clear()
        guard let pointer = unsafe X509_STORE_new() else { throw OpenSSLErrors.library("make a set of roots") }
        return unsafe pointer
    }

    private static func result(
        _ make: () throws(ProbeError) -> RootStore
    ) -> Result<RootStore, ProbeError> {
        do throws(ProbeError) { return .success(try make()) } catch { return .failure(error) }
    }
}

extension RootStore {
    /// Whether the system's store has any of the public roots, as that of every distribution does.
    static let systemKnowsPublicRoots: Bool = {
        guard let roots = try? X509Certificate.read(pem: PublicRoots.pem), let system = try? RootStore.system.get()
        else {
            return false
        }
        return roots.contains { system.names($0) }
    }()

    /// There is a root with the same subject; a folder of roots is looked into as well (X509_LOOKUP_hash_dir(3)).
    private func names(_ root: X509Certificate) -> Bool {
        guard let context = unsafe X509_STORE_CTX_new() else { return false }
        defer { unsafe X509_STORE_CTX_free(context) }
        guard let object = unsafe X509_OBJECT_new() else { return false }
        defer { unsafe X509_OBJECT_free(object) }
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        return withExtendedLifetime(root) {
            guard unsafe X509_STORE_CTX_init(context, pointer, nil, nil) == 1,
                let subject = unsafe X509_get_subject_name(root.pointer)
            else { return false }
            return unsafe X509_STORE_CTX_get_by_subject(context, X509_LU_X509, subject, object) == 1
        }
    }

    /// Builds a path from the leaf to this set and checks it for a TLS server.
    ///
    /// - Parameters:
    ///   - chain: leaf first.
    ///   - time: the moment at which the dates are judged; nothing leaves the dates out of account.
    /// - Returns: the first fault that stands in the way, or trust.
    func verify(_ chain: [X509Certificate], at time: Timestamp?) -> Verdict {
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        let unable = Verdict(code: Int(X509_V_ERR_UNSPECIFIED), depth: 0)
        guard let leaf = chain.first, let context = unsafe X509_STORE_CTX_new() else { return unable }
        defer { unsafe X509_STORE_CTX_free(context) }
        guard let others = unsafe COpenSSL_sk_X509_new_null() else { return unable }
        defer { unsafe COpenSSL_sk_X509_free(others) }
        // The context and the stack only borrow the certificates.
        return withExtendedLifetime(chain) {
            for certificate in chain.dropFirst() {
                guard unsafe COpenSSL_sk_X509_push(others, certificate.pointer) == 1 else { return unable }
            }
            guard unsafe X509_STORE_CTX_init(context, pointer, leaf.pointer, others) == 1,
                // The purpose and the trust setting of a TLS server (X509_VERIFY_PARAM_lookup(3)).
                unsafe X509_STORE_CTX_set_default(context, "ssl_server") == 1,
                let parameters = unsafe X509_STORE_CTX_get0_param(context)
            else { return unable }
            if let time {
                unsafe X509_VERIFY_PARAM_set_time(parameters, time_t(clamping: time.secondsSince1970))
            } else {
                unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_NO_CHECK_TIME))
            }
            if acceptsPartialChain {
                unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
            }
            let isTrusted = unsafe X509_verify_cert(context) == 1
            let code = unsafe X509_STORE_CTX_get_error(context)
            guard !isTrusted else { return Verdict(code: Int(X509_V_OK), depth: 0) }
            guard code != X509_V_OK else { return unable }
            return Verdict(code: Int(code), depth: unsafe Int(X509_STORE_CTX_get_error_depth(context)))
        }
    }
}
