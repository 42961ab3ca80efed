package import ProbeCore
package import ProbeEvidence

/// The sets of roots that a chain is held against.
package final class Trust: Sendable {
    private let stores: [(name: Handshake.Store, roots: RootStore)]

    /// Loads the stores; the public roots and the system's are loaded once in a process.
    ///
    /// The first time some 300 certificates are parsed, which takes tens of milliseconds: to be done beside the first
    /// waits for the network, never on an event loop.
    ///
    /// - Throws: when the given PEM holds no certificate.
    package init(_ plan: TrustedRoots) throws(ProbeError) {
        var stores: [(Handshake.Store, RootStore)] = []
        if !plan.onlyGiven {
            stores.append((.publicRoots, try RootStore.publicRoots.get()))
            stores.append((.system, try RootStore.system.get()))
        }
        if let text = plan.given {
            stores.append((.given, try RootStore(given: text)))
        } else if plan.onlyGiven {
            throw ProbeError.libraryRefused("only given roots shall count, but none were given")
        }
        self.stores = stores
    }

    /// Reads a chain's facts, and what each store says of it at the given time.
    ///
    /// - Parameters:
    ///   - chain: DER, leaf first, as sent; more than ten certificates are not looked at.
    ///   - name: a host name, or the text of an IP address.
    ///   - readsSubject: whether a common name counts where there are no alternative names, as for OpenSSL's clients.
    ///   - time: the moment at which the validity dates are judged.
    /// - Returns: nothing of all when a certificate cannot be read.
    package func examine(
        chain: [[UInt8]], for name: String, readsSubject: Bool = true, at time: Timestamp
    ) -> (certificates: [Certificate], matchesName: Bool, verifications: [Handshake.Verification]) {
        let parsed = chain.prefix(X509Certificate.mostInChain).map { X509Certificate(der: $0) }
        let certificates = parsed.compactMap(\.self)
        guard let leaf = certificates.first, certificates.count == parsed.count else { return ([], false, []) }
        let facts = certificates.compactMap { $0.facts() }
        guard facts.count == certificates.count else { return ([], false, []) }
        let verifications = stores.map { store in
            let verdict = store.roots.verify(certificates, at: time)
            let ignoringDates = verdict.isTrusted ? verdict : store.roots.verify(certificates, at: nil)
            var verification = Handshake.Verification(
                store: store.name, isTrusted: verdict.isTrusted, code: verdict.code, depth: verdict.depth,
                isTrustedIgnoringDates: ignoringDates.isTrusted)
            if verification.isTrustedIgnoringDates { verification.weakness = store.roots.weakness(of: certificates) }
            if store.name == .system { verification.hasPublicRoots = RootStore.systemKnowsPublicRoots }
            return verification
        }
        return (facts, leaf.matches(name, readsSubject: readsSubject), verifications)
    }

    /// What OpenSSL asks of chains on this host: the default of its build, or openssl.cnf (config(5), `CipherString`).
    package static var securityLevel: Int? { TLSContext.defaultSecurityLevel }

    /// The day of the embedded public roots, `2023-03-11`, and their number.
    package static var publicRootsDate: String { PublicRoots.date }
    package static var publicRootsCount: Int { PublicRoots.count }
}

extension RootStore {
    /// What a chain that this set trusts lacks for the levels that are in use; the first of them that refuses it.
    fileprivate func weakness(of chain: [X509Certificate]) -> Handshake.Weakness? {
        // What the stricter one passes the other passes as well. The dates are another question.
        let strict = verify(chain, at: nil, level: 2)
        guard !strict.isTrusted else { return nil }
        let mild = verify(chain, at: nil, level: 1)
        let (level, verdict) = mild.isTrusted ? (2, strict) : (1, mild)
        return Handshake.Weakness(level: level, code: verdict.code, depth: verdict.depth)
    }
}
