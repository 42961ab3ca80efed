package import ProbeCore

/// A named cause with its place, owner, proof and cure.
package struct Finding: Codable, Hashable, Sendable {
    package enum Severity: String, Codable, Hashable, Sendable {
        case error, warning, info
    }

    package enum Confidence: String, Codable, Hashable, Sendable {
        case certain, likely, possible
    }

    /// A reference to an observation and what it shows, in one clause.
    package struct Proof: Codable, Hashable, Sendable {
        package let observation: Int
        package let shows: String

        package init(_ observation: Int, _ shows: String) {
            self.observation = observation
            self.shows = shows
        }
    }

    /// What the finding is about; the members that apply.
    package struct Subject: Codable, Hashable, Sendable {
        package var host: String?
        package var address: IPAddress?
        package var port: UInt16?
        package var transport: Transport?
        package var via: Endpoint.Via?
        package var resolver: SocketAddress?
        package var process: String?

        package init(
            host: String? = nil, address: IPAddress? = nil, port: UInt16? = nil, transport: Transport? = nil,
            via: Endpoint.Via? = nil, resolver: SocketAddress? = nil, process: String? = nil
        ) {
            self.host = host
            self.address = address
            self.port = port
            self.transport = transport
            self.via = via
            self.resolver = resolver
            self.process = process
        }

        package init(_ endpoint: Endpoint, address: IPAddress? = nil) {
            self.init(
                host: endpoint.host.description, address: address, port: endpoint.port, transport: endpoint.transport,
                via: endpoint.via == .proxy ? .proxy : nil)
        }
    }

    /// Where the cause sits.
    package struct Location: Codable, Hashable, Sendable {
        package enum Kind: String, Codable, Hashable, Sendable {
            case thisDevice = "this-device"
            case containerHost = "container-host"
            case hop
            case unknown
        }

        package var kind: Kind
        package var address: IPAddress?
        package var hop: Int?
        package var rule: String?
        /// A clause for people: "between hop 2 (10.1.0.1) and hop 3".
        package var text: String?
        /// What passes the place, as a clause: "on port 443 the same walk passes it: hop 3 (172.31.4.9) answers".
        package var contrast: String?

        package init(kind: Kind, address: IPAddress? = nil, hop: Int? = nil, rule: String? = nil, text: String? = nil) {
            self.kind = kind
            self.address = address
            self.hop = hop
            self.rule = rule
            self.text = text
        }

        package static let unknown = Location(kind: .unknown)
    }

    package var cause: Cause
    package var severity: Severity
    package var vantages: [Vantage]
    package var subject: Subject
    package var owner: Owner
    package var confidence: Confidence
    /// One sentence that a technician understands.
    package var summary: String
    package var location: Location
    package var evidence: [Proof]
    /// The observation that would prove the finding wrong.
    package var refutedBy: String
    /// Symptoms that this cause accounts for.
    package var explains: [Cause]
    package var remedies: [Remedy]

    package init(
        _ cause: Cause, _ severity: Severity, from vantages: [Vantage], about subject: Subject, owner: Owner,
        confidence: Confidence, summary: String, location: Location = .unknown, evidence: [Proof],
        refutedBy: String, explains: [Cause] = [], remedies: [Remedy] = []
    ) {
        self.cause = cause
        self.severity = severity
        self.vantages = vantages
        self.subject = subject
        self.owner = owner
        self.confidence = confidence
        self.summary = summary
        self.location = location
        self.evidence = evidence
        self.refutedBy = refutedBy
        self.explains = explains
        self.remedies = remedies
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
