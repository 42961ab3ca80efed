package import ProbeCore

/// A named cause with its place, owner, proof and cure.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Codable, Hashable, Sendable {
        case error, warning, info
    }

    package enum Confidence: String, Codable, Hashable, Sendable {
        case certain, likely, possible
    }

    /// A reference to an observation and what it shows, in one clause.
    package struct Proof: Hashable, Sendable {
        /// In the order that a reader takes them in.
        package enum Role: Hashable, Comparable, Sendable {
            /// It speaks for the cause.
            case speaks
            /// What works beside it, or was compared with it.
            case control
            /// A log that says what comes of it: told, and not measured.
            case witness
        }

        package let observation: Int
        package let shows: Sentence
        package let role: Role

        package init(_ observation: Int, _ shows: Sentence, _ role: Role = .speaks) {
            self.observation = observation
            self.shows = shows
            self.role = role
        }
    }

    /// What the finding is about; the members that apply.
    package struct Subject: Hashable, Sendable {
        package var host: Host?
        package var address: IPAddress?
        package var port: UInt16?
        package var transport: Transport?
        package var via: Endpoint.Via?
        package var resolver: SocketAddress?
        /// A program, a container or a file of this device.
        package var process: LocalText?

        package init(
            host: Host? = nil, address: IPAddress? = nil, port: UInt16? = nil, transport: Transport? = nil,
            via: Endpoint.Via? = nil, resolver: SocketAddress? = nil, process: LocalText? = nil
        ) {
            self.host = host
            self.address = address
            self.port = port
            self.transport = transport
            self.via = via
            self.resolver = resolver
            self.process = process
        }

        package init(
            _ name: HostName?, address: IPAddress? = nil, port: UInt16? = nil, transport: Transport? = nil,
            via: Endpoint.Via? = nil, resolver: SocketAddress? = nil
        ) {
            self.init(
                host: name.map { .name($0) }, address: address, port: port, transport: transport, via: via,
                resolver: resolver)
        }

        package init(_ endpoint: Endpoint, address: IPAddress? = nil) {
            self.init(
                endpoint.host, address: address, port: endpoint.port, transport: endpoint.transport,
                via: endpoint.via == .proxy ? .proxy : nil)
        }

        /// The host's name; nothing where an address stands for it.
        package var name: HostName? { host?.name }
    }

    /// Where the cause sits.
    package struct Location: Hashable, Sendable {
        package enum Kind: String, Codable, Hashable, Sendable {
            case thisDevice = "this-device"
            case containerHost = "container-host"
            case hop
            case unknown
        }

        package var kind: Kind
        package var address: IPAddress?
        package var hop: Int?
        /// What is in the way there.
        package var culprit: Culprit?
        /// A clause for people: "between hop 2 (10.1.0.1) and hop 3".
        package var text: Sentence?
        /// What passes the place, as a clause: "on port 443 the same walk gets through: hop 3 (172.31.4.9) answers".
        package var contrast: Sentence?

        package init(
            kind: Kind, address: IPAddress? = nil, hop: Int? = nil, culprit: Culprit? = nil, text: Sentence? = nil
        ) {
            self.kind = kind
            self.address = address
            self.hop = hop
            self.culprit = culprit
            self.text = text
        }

        package static let unknown = Location(kind: .unknown)
        /// Somewhere on this device; the words say where.
        package static let thisDevice = Location(kind: .thisDevice, text: "on this device")

        /// How a report writes the culprit.
        package var rule: String? { culprit?.rule }
    }

    /// How sure the finding is, by what it rests on.
    private enum Standing: Hashable, Sendable {
        /// As its rule has it; nobody has looked yet at what else it could be.
        case claimed
        case weighed(Differential)
        /// As an older version's report has it.
        case recorded(Confidence)
    }

    package var cause: Cause
    package var severity: Severity
    package var vantages: [Vantage]
    package var subject: Subject
    /// What a finding of an address, or of everything, was seen at: what accounts for each of these accounts for it.
    package var parts: [Subject] = []
    package var owner: Owner
    /// The most that its rule is ready to say, were nothing else possible.
    package var claim: Confidence
    private var standing = Standing.claimed
    /// One sentence that a technician understands.
    package var summary: Sentence
    package var location: Location
    package var evidence: [Proof]
    /// The observation that would prove the finding wrong.
    package var refutedBy: Sentence
    /// Symptoms that this cause accounts for.
    package var explains: [Cause]
    package var remedies: [Remedy] = []
    /// It says what becomes of containers once there are any: that the host gets through proves nothing against it.
    package var isForeseen = false

    package init(
        _ cause: Cause, _ severity: Severity, from vantages: [Vantage], about subject: Subject, owner: Owner,
        confidence claim: Confidence, summary: Sentence, location: Location = .unknown, evidence: [Proof],
        refutedBy: Sentence, explains: [Cause] = []
    ) {
        self.cause = cause
        self.severity = severity
        self.vantages = vantages
        self.subject = subject
        self.owner = owner
        self.claim = claim
        self.summary = summary
        self.location = location
        self.evidence = evidence
        self.refutedBy = refutedBy
        self.explains = explains
    }
}

extension Finding {
    /// Where it was seen, one by one.
    package var seenAt: [Subject] { parts.isEmpty ? [subject] : parts }

    /// The same about containers that there are none of yet.
    package var foreseen: Finding {
        var finding = self
        finding.isForeseen = true
        return finding
    }
}

// MARK: - Certainty

extension Finding {
    /// How sure it is: what its rule claims, as far as what else it could be allows.
    ///
    /// `certain` is earned: something speaks for the cause, and every look-alike was excluded by an observation.
    package var confidence: Confidence {
        switch standing {
        case .claimed: claim == .certain ? .likely : claim
        case .recorded(let confidence): confidence
        case .weighed(let differential):
            claim == .certain && !(differential.isSettled && evidence.contains { $0.role == .speaks })
                ? .likely : claim
        }
    }

    /// What else it could be, and what became of that; nothing in the report of an older version.
    package var differential: Differential? {
        guard case .weighed(let differential) = standing else { return nil }
        return differential
    }

    package func weighed(_ differential: Differential) -> Finding {
        var finding = self
        finding.standing = .weighed(differential)
        return finding
    }

    /// As a report has it that says how sure it is, and not why.
    package func recorded(_ confidence: Confidence) -> Finding {
        var finding = self
        finding.standing = .recorded(confidence)
        return finding
    }
}

/// Who can remove a cause.
package enum Owner: String, Codable, Hashable, Sendable {
    case device
    case containerEngine = "container-engine"
    case siteNetwork = "site-network"
    case proxy
    case cloud
    case hubConfiguration = "hub-configuration"
}
