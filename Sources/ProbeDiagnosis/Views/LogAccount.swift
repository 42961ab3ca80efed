import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What logs say of one thing, by whom and in which of them.
struct LogAccount: Sendable {
    struct Telling: Sendable {
        let observation: Int
        let vantage: Vantage
        let sighting: LogSighting
        /// When the log ends that it stands in.
        let end: Timestamp?
    }

    let code: LogCode
    let tellings: [Telling]

    /// The one that says it most often.
    var first: Telling { tellings[0] }

    private init?(_ tellings: [Telling]) {
        let sorted = tellings.sorted {
            ($1.sighting.count, $0.observation) < ($0.sighting.count, $1.observation)
        }
        guard let first = sorted.first else { return nil }
        code = first.sighting.code
        self.tellings = sorted
    }

    /// What they have in common.
    private struct Matter: Hashable {
        let code: LogCode
        /// Whose own it is; nothing for what several say of one thing.
        let kind: LogSpeaker.Kind?
        let module: LocalText?
        let port: UInt16?
        let registry: HostName?
        let image: WireText?
    }

    /// All that the logs of a survey say, in the order of their observations.
    static func all(in survey: Survey) -> [LogAccount] {
        let tellings = survey.seen(ReadLogs.self).flatMap { seen in
            seen.evidence.sightings.map {
                Telling(observation: seen.index, vantage: seen.vantage, sighting: $0, end: seen.evidence.last)
            }
        }
        let matters = tellings.map { telling in
            let sighting = telling.sighting
            return Matter(
                code: sighting.code, kind: sighting.code.isOfSpeaker ? sighting.speaker.kind : nil,
                module: sighting.code == .moduleNotFound ? sighting.module : nil,
                port: sighting.port, registry: sighting.registry, image: sighting.image)
        }
        return matters.uniqued.compactMap { matter in
            LogAccount(zip(matters, tellings).filter { $0.0 == matter }.map(\.1))
        }
    }

    var last: Timestamp? { tellings.compactMap(\.sighting.last).max() }
    var start: Timestamp? { tellings.compactMap(\.sighting.first).min() }
    var count: Int { first.sighting.count }

    /// Every log that says it says later on that it works, or is of a start of the machine that is over.
    var isPast: Bool {
        tellings.allSatisfy { $0.sighting.isRelieved || $0.sighting.isOfEarlierStart == true }
    }

    /// Every log that says it says later on that it works.
    var isRelieved: Bool { tellings.allSatisfy(\.sighting.isRelieved) }

    /// It is past, or the log goes on for an hour without it.
    var isOver: Bool {
        tellings.allSatisfy { telling in
            guard !telling.sighting.isRelieved, telling.sighting.isOfEarlierStart != true else { return true }
            guard let last = telling.sighting.last, let end = telling.end else { return false }
            return end.secondsSince1970 - last.secondsSince1970 > 3600
        }
    }

    /// It came and went, as it does on every network.
    var isPassing: Bool { count < 3 && isRelieved }

    /// Who says it, as a log calls him.
    var speaker: Sentence {
        switch first.sighting.speaker.kind {
        case .unknown: "a log"
        case .kernel: "the kernel"
        case .agent, .hub, .daemon, .engine, .module: "\(first.sighting.speaker.name)"
        }
    }

    /// Whose doing it is.
    var actor: Sentence {
        switch first.sighting.speaker.kind {
        case .unknown: "IoT Edge"
        case .agent, .hub, .daemon, .engine, .kernel, .module: speaker
        }
    }

    var proofs: [Finding.Proof] {
        tellings.map { telling in
            var account = self
            account = LogAccount([telling]) ?? account
            return Finding.Proof(telling.observation, account.shows)
        }
    }

    /// As it stands beside what was measured.
    private var shows: Sentence {
        let sighting = first.sighting
        let what = code.clause
        return switch (sighting.first, sighting.last, sighting.count) {
        case (let start?, let last?, 2...):
            "\(speaker) says since \(start), \(sighting.count, .time), last at \(last), that \(what)"
        case (_, let last?, _): "\(speaker) says at \(last) that \(what)"
        case (_, nil, 2...): "\(speaker) says \(sighting.count, .time) that \(what)"
        case (_, nil, _): "\(speaker) says that \(what)"
        }
    }
}

extension LogCode {
    /// It is about the speaker's own way to the hub, or about what he is given: another one's is another matter.
    fileprivate var isOfSpeaker: Bool {
        switch self {
        case .agentFallback, .emptyConfig, .noDeployment, .transientNetwork, .nameUnresolved, .connectionRefused,
            .connectionUnanswered, .parentUnreachable, .socketDenied, .outOfMemory, .tokenExpired,
            .certificateNotYetValid, .certificateOutOfTime, .certificateUnverified, .proxyAuthentication, .proxyDenied,
            .malformedTime, .hostnameInvalid, .killed, .engineConfiguration, .engineNetwork, .engineStore, .engineStart:
            true
        case .portAllocated, .portDenied, .imageUnauthorized, .imageForbidden, .imageMissing, .imageLimited,
            .pullUnresolved, .pullUntrusted, .pullOutOfTime, .pullProxy, .pullUnanswered, .moduleNotFound:
            false
        }
    }

    /// What is said, as a clause behind "that".
    fileprivate var clause: Sentence {
        switch self {
        case .agentFallback: "AMQP failed and WebSocket was tried"
        case .emptyConfig: "edgeAgent got no configuration"
        case .noDeployment: "the hub has no deployment for it"
        case .transientNetwork: "connections break"
        case .nameUnresolved: "a name is not found"
        case .connectionRefused: "connections are refused"
        case .connectionUnanswered: "connections get no answer"
        case .parentUnreachable: "HTTP requests to its parent, or else to the hub, fail"
        case .portAllocated: "a port is taken"
        case .portDenied: "a port may not be bound"
        case .hostnameInvalid: "the device's name is invalid"
        case .socketDenied: "a socket may not be opened"
        case .imageUnauthorized: "a registry wants other credentials"
        case .imageForbidden: "a registry refuses an image"
        case .imageMissing: "a registry has no such image"
        case .imageLimited: "a registry takes no more pulls for now"
        case .pullUnresolved: "a registry's name is not found"
        case .pullUntrusted: "a registry's certificate is not trusted"
        case .pullOutOfTime: "a registry's certificate is out of its time"
        case .pullProxy: "the proxy on the way to a registry is not reached"
        case .pullUnanswered: "a registry does not answer"
        case .moduleNotFound: "a module is not found"
        case .outOfMemory: "memory ran out"
        case .killed: "edgeHub was killed"
        case .tokenExpired: "a token is expired"
        case .certificateNotYetValid: "a certificate is not yet valid"
        case .certificateOutOfTime: "a certificate is out of its time"
        case .certificateUnverified: "a certificate is not trusted"
        case .proxyAuthentication: "the proxy wants credentials"
        case .proxyDenied: "the proxy opens no tunnel"
        case .engineConfiguration: "it does not take its configuration"
        case .engineNetwork: "it cannot set its networks up"
        case .engineStore: "it cannot use its store"
        case .engineStart: "it does not start"
        case .malformedTime: "a time cannot be read"
        }
    }
}
