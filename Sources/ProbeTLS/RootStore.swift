internal import COpenSSL
internal import ProbeCore
import Synchronization

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
    /// Members of the set that no chain has named yet.
    private let index: Mutex<RootIndex>

    /// Mozilla's set as it was when the tool was built.
    static let publicRoots = result { () throws(ProbeError) in
        guard let index = RootIndex(pem: Array(PublicRoots.pem.utf8)) else {
            throw ProbeError.libraryRefused("the public roots cannot be read")
        }
        return try RootStore(certificates: [], acceptsPartialChain: false, index)
    }

    /// What OpenSSL trusts on this host: `SSL_CERT_FILE`, `SSL_CERT_DIR`, else the paths of its build.
    static let system = result { () throws(ProbeError) in try RootStore() }

    /// The set of a PEM text, in which an intermediate or the server's own certificate may stand for a root.
    convenience init(given text: String) throws(ProbeError) {
        let certificates = try X509Certificate.read(pem: text)
        guard !certificates.isEmpty else { throw ProbeError.libraryRefused("the given roots hold no PEM certificate") }
        try self.init(certificates: certificates, acceptsPartialChain: true)
    }

    private init(
        certificates: [X509Certificate], acceptsPartialChain: Bool, _ index: RootIndex = RootIndex()
    ) throws(ProbeError) {
        unsafe pointer = try Self.make()
        self.acceptsPartialChain = acceptsPartialChain
        self.index = Mutex(index)
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
        if let text = Self.systemText, let found = RootIndex(pem: text) {
            index = Mutex(found)
            unsafe COpenSSL_X509_STORE_add_default_folder(pointer)
        } else {
            index = Mutex(RootIndex())
            _ = unsafe X509_STORE_set_default_paths(pointer)
        }
        OpenSSLErrors.clear()
    }

    /// Longer than any system's file of roots, tens of times over; a longer one is OpenSSL's to read.
    private static let longestText = 16 << 20

    /// The file of roots that OpenSSL takes as this host's, which may not be there.
    private static var systemText: [UInt8]? {
        guard let file = unsafe COpenSSL_default_roots_file(), let bio = unsafe BIO_new_file(file, "r") else {
            return []
        }
        defer { unsafe BIO_free_all(bio) }
        var text: [UInt8] = []
        while text.count <= longestText {
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = unsafe Int(max(0, BIO_read(bio, buffer.baseAddress, CInt(buffer.count))))
            }
            guard !chunk.isEmpty else { return text }
            text += chunk
        }
        return nil
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
        guard let roots = RootIndex(pem: Array(PublicRoots.pem.utf8)), let system = try? RootStore.system.get() else {
            return false
        }
        return roots.subjects.contains { unsafe RootIndex.withName($0) { unsafe system.names($0) } == true }
    }()

    /// There is a root with this subject; a folder of roots is looked into as well (X509_LOOKUP_hash_dir(3)).
    private func names(_ subject: OpaquePointer) -> Bool {
        unsafe parse([subject])
        guard let context = unsafe X509_STORE_CTX_new() else { return false }
        defer { unsafe X509_STORE_CTX_free(context) }
        guard let object = unsafe X509_OBJECT_new() else { return false }
        defer { unsafe X509_OBJECT_free(object) }
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        return unsafe X509_STORE_CTX_init(context, pointer, nil, nil) == 1
            && X509_STORE_CTX_get_by_subject(context, X509_LU_X509, subject, object) == 1
    }

    /// Parses what the set has of these names, and what it has of the names of those who issued that.
    private func parse(_ names: [OpaquePointer]) {
        index.withLock { index in
            var names = unsafe names
            // The names are theirs; the store keeps no second copy of a certificate.
            var parsed: [X509Certificate] = []
            while let name = unsafe names.popLast() {
                for root in unsafe index.take(name) {
                    parsed.append(root)
                    guard unsafe X509_STORE_add_cert(pointer, root.pointer) == 1 else { continue }
                    if let issuer = unsafe X509_get_issuer_name(root.pointer) { unsafe names.append(issuer) }
                }
            }
            withExtendedLifetime(parsed) {}
        }
    }

    /// Builds a path from the leaf to this set and checks it for a TLS server.
    ///
    /// - Parameters:
    ///   - chain: leaf first.
    ///   - time: the moment at which the dates are judged; nothing leaves the dates out of account.
    ///   - level: what keys and digests are held against (SSL_CTX_set_security_level(3)); at 0 every one will do.
    /// - Returns: the first fault that stands in the way, or trust.
    func verify(_ chain: [X509Certificate], at time: Timestamp?, level: Int = 0) -> Verdict {
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        let unable = Verdict(code: Int(X509_V_ERR_UNSPECIFIED), depth: 0)
        guard let leaf = chain.first, let context = unsafe X509_STORE_CTX_new() else { return unable }
        defer { unsafe X509_STORE_CTX_free(context) }
        guard let others = unsafe COpenSSL_sk_X509_new_null() else { return unable }
        defer { unsafe COpenSSL_sk_X509_free(others) }
        // The context and the stack only borrow the certificates.
        return withExtendedLifetime(chain) {
            // Whatever may stand above one of the chain, or in its place.
            unsafe parse(
                chain.flatMap { certificate in
                    unsafe [X509_get_subject_name(certificate.pointer), X509_get_issuer_name(certificate.pointer)]
                        .compactMap { unsafe $0 }
                })
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
            unsafe X509_VERIFY_PARAM_set_auth_level(parameters, CInt(level))
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
