package import ProbeCore
package import ProbeEvidence
package import ProbeLinux

/// Asks one resolver one question at a time, as a client of that resolver would.
///
/// A resolver that cannot cope with EDNS0 is asked without it, because the C libraries' own queries carry none; a
/// truncated answer is asked for again over TCP (RFC 7766). Whatever the network does is an answer.
package struct DNSClient: Sendable {
    package let server: SocketAddress
    package let waits: Waits
    /// The only way out that counts; without it the routes decide.
    package let egress: TCP.Egress?
    /// How the clients ask in whose place this one does; nothing where there are none.
    package let habits: DNSHabits?

    package init(server: SocketAddress, waits: Waits, egress: TCP.Egress? = nil, habits: DNSHabits? = nil) {
        self.server = server
        self.waits = waits
        self.egress = egress
        self.habits = habits
    }

    /// Asks for the addresses of one family.
    ///
    /// - Throws: `ProbeError.Code.interrupted` when the task is cancelled, since a wait cut short is not silence.
    package func ask(
        for host: HostName, _ type: DNSAnswer.QueryType, over network: DNSAnswer.Network
    ) async throws(ProbeError) -> DNSAnswer {
        let start = ContinuousClock.now
        let query = DNSQuery(host, type, asksForAuthenticData: habits?.trustAuthenticData ?? false)
        let reply = try await exchange(query, over: network, waits)
        var answer = DNSAnswer(reply, from: server, over: network, host, type)
        if reply.mayDislikeExtensions {
            let plain = try await exchange(query.plain, over: network, waits.moved(from: start, to: .now))
            if case .message = plain.content {
                let previousCode = answer.responseCode
                let attempts = answer.attempts
                answer = DNSAnswer(plain, from: server, over: network, host, type)
                answer.attempts += attempts
                answer.wasAnsweredOnlyWithoutExtensions = answer.responseCode != previousCode ? true : nil
                if answer.responseCode != previousCode { answer.codeWithExtensions = previousCode }
            }
        }
        if network == .udp, try await isTooLong(reply, to: query, waits.moved(from: start, to: .now)) {
            answer.wasTruncated = true
        }
        if network == .udp, answer.wasTruncated {
            let client = DNSClient(
                server: server, waits: waits.moved(from: start, to: .now), egress: egress, habits: habits)
            answer = try await client.ask(for: host, type, over: .tcp)
            answer.wasTruncated = true
        }
        answer.latency = Seconds(ContinuousClock.now - start)
        return answer
    }

    /// Whether a client that asks without EDNS0 gets no more than the head of this answer.
    ///
    /// What is longer than 512 bytes comes to EDNS0 alone (RFC 1035 section 4.2.1); the resolver is asked, lest that be a guess.
    private func isTooLong(_ reply: DNSReply, to query: DNSQuery, _ waits: Waits) async throws(ProbeError) -> Bool {
        guard let habits, !habits.useExtensions, case .message(let bytes) = reply.content,
            bytes.count > Self.longestPlainAnswer
        else { return false }
        let plain = try await exchange(query.plain, over: .udp, waits)
        guard case .message(let bytes) = plain.content else { return false }
        return (try? DNSMessage.Head(decoding: bytes))?.isTruncated ?? false
    }

    private static let longestPlainAnswer = 512

    private func exchange(
        _ query: DNSQuery, over network: DNSAnswer.Network, _ waits: Waits
    ) async throws(ProbeError) -> DNSReply {
        switch network {
        case .udp: try await exchangeDatagrams(query, waits)
        case .tcp: try await exchangeOverConnection(query, waits)
        }
    }
}

extension Waits {
    /// The same waits for an exchange that begins later; the deadline stays.
    fileprivate func moved(from start: ContinuousClock.Instant, to now: ContinuousClock.Instant) -> Waits {
        let delay = max(start.duration(to: now), .zero)
        return Waits(stuck: min(stuck + delay, deadline), quiet: min(quiet + delay, deadline), deadline: deadline)
    }
}
