import ProbeCore

/// Decides between a query with EDNS0 and the same one without it, which is sent once the first is stuck.
struct DNSRace {
    /// How one of the two exchanges ended.
    enum Ending: Sendable {
        case first(Result<DNSReply, ProbeError>)
        case plain(Result<DNSReply, ProbeError>)
        case graceIsOver
    }

    enum Step {
        case goOn
        /// The plain query has its reply; the first may still get one.
        case wait
        case finish(Result<DNSReply, ProbeError>)
    }

    private let hasPlainQuery: Bool
    private var first: DNSReply?
    private var plain: DNSReply?

    init(hasPlainQuery: Bool) { self.hasPlainQuery = hasPlainQuery }

    mutating func take(_ ending: Ending) -> Step {
        switch ending {
        case .graceIsOver:
            return .finish(.success(reply))
        case .first(.failure(let error)):
            // A run that ends now still has the reply to the plain query.
            if plain?.hasMessage == true { return .finish(.success(reply)) }
            return .finish(.failure(error))
        case .plain(.failure):
            // The first exchange goes on; it ends in its own words.
            plain = DNSReply(content: .silent, attempts: 0)
            return first == nil ? .goOn : .finish(.success(reply))
        case .first(.success(let ended)):
            first = ended
            return ended.isSilent && hasPlainQuery && plain == nil ? .goOn : .finish(.success(reply))
        case .plain(.success(let ended)):
            plain = ended
            if first == nil, ended.hasMessage { return .wait }
            return first == nil && ended.isSilent ? .goOn : .finish(.success(reply))
        }
    }

    /// What stands if nothing more comes.
    var reply: DNSReply {
        let deciding = [first, plain].compactMap(\.self).first { !$0.isSilent }
        var reply = DNSReply(content: deciding?.content ?? .silent)
        reply.isOnlyToPlainQuery = deciding?.hasMessage == true && first?.hasMessage != true
        // Both are sent when the first is stuck, so a first that is still under way has sent two.
        let firstAttempts = first?.attempts ?? 2
        reply.attempts = firstAttempts + (plain?.attempts ?? (hasPlainQuery && firstAttempts > 1 ? 1 : 0))
        reply.rejectedReplies = (first?.rejectedReplies ?? 0) + (plain?.rejectedReplies ?? 0)
        return reply
    }
}

extension DNSReply {
    fileprivate var isSilent: Bool {
        guard case .silent = content else { return false }
        return true
    }

    fileprivate var hasMessage: Bool {
        guard case .message = content else { return false }
        return true
    }
}
