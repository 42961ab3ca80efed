import ProbeCore
import ProbeEvidence

/// A look-up whose queries with EDNS0 (RFC 6891) come to nothing, for clients that send no others because resolv.conf says so.
///
/// glibc asks the resolvers in turn: the next one after a silence, and after NOTIMP, SERVFAIL or REFUSED. BADVERS, whose upper bits
/// it does not read, is an empty answer to it (resolv/res_send.c). A header with FORMERR alone makes it ask without EDNS0 from
/// then on; one that repeats the question does not (seen with 2.36), so there the library itself is the witness. musl sends no
/// EDNS0, whatever resolv.conf says.
struct ExtensionLoss {
    /// The first resolver's answer, which came to a query without EDNS0 alone.
    let answer: DNSAnswer
    /// A later resolver that answers such queries: each look-up gets there after a wait.
    let rescue: SocketAddress?

    init?(of name: NameEvidence, isFatal formatError: Bool) {
        guard name.usesExtensions ?? false, name.source == .resolver else { return nil }
        var lost: DNSAnswer?
        for server in name.servers {
            guard let answer = server.answers.first(where: { $0.queryType == .a }), answer.result == .answered else {
                continue
            }
            if server.losesExtensions, formatError || answer.codeWithExtensions != 1 {
                lost = lost ?? answer
                if answer.codeWithExtensions == 16 { break }
            } else if answer.responseCode == 0 || answer.responseCode == 3 {
                guard let lost, !answer.addresses.isEmpty else { break }
                self.answer = lost
                rescue = answer.server
                return
            }
        }
        guard let lost else { return nil }
        answer = lost
        rescue = nil
    }
}

extension NameEvidence.Server {
    /// None of its answers came to a query with EDNS0; where one did, a datagram was lost by chance.
    fileprivate var losesExtensions: Bool {
        let answered = answers.filter { $0.result == .answered }
        return !answered.isEmpty && answered.allSatisfy { $0.wasAnsweredOnlyWithoutExtensions ?? false }
    }
}

extension Survey {
    /// Why programs of the vantage that use glibc do not find a name that the resolvers have an address for: they ask with EDNS0.
    ///
    /// The host's library is the witness where it speaks: a module of it may ask another way.
    func extensionLoss(of host: HostName, from vantage: Vantage) -> ExtensionLoss? {
        guard let name = seen(ResolveName.self, about: Name(host), from: vantage)?.evidence,
            name.usesExtensions ?? false
        else { return nil }
        let library = seen(AskLibrary.self, about: Name(host), from: vantage)?.evidence
        guard let loss = ExtensionLoss(of: name, isFatal: library?.asked.failure != nil) else { return nil }
        return library?.addresses.isEmpty ?? true ? loss : nil
    }
}
