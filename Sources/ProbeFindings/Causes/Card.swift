package import ProbeCore
package import ProbeEvidence

/// All there is to say about a cause beside the rule that finds it; a property that is forgotten does not compile.
package struct Card: Sendable {
    /// What equal findings are merged into one about.
    package enum Reach: Sendable {
        /// The vantage as a whole.
        case site
        /// A name, whichever resolver answered.
        case name
        /// An address, whichever port.
        case address
        /// A port of a host, whichever transport uses it.
        case port
        /// One endpoint.
        case endpoint
    }

    /// What becomes of connections.
    package enum Effect: Sendable {
        /// They fail.
        case stops
        /// It slows or surprises, and lets them through: it never hides what stops them.
        case passes
        /// They have nothing to do with it: it keeps the runtime from starting, or is told by a log.
        case concernsTheRuntime
    }

    /// Where a drawing of the path shows the break.
    package enum Break: Sendable {
        /// Behind the hop that the finding names, where packets vanish, or where its location says.
        case located
        /// At the hop that the finding names, which spoke up itself.
        case atTheHop
        /// At the resolver, which the drawing then ends with.
        case atTheResolver
        case beforeTheProxy
        case onThisDevice
        /// Nowhere: what the drawing shows is the way that works.
        case nowhere
    }

    /// Where the cause sits, as far as that follows from answers alone; a rule that walked the path knows better.
    package enum Seat: Sendable {
        /// Only the rule can say.
        case asItsRuleSays
        /// The proxy's own doing.
        case atTheProxy
        /// The proxy, or the way to it.
        case upToTheProxy
        /// The resolver's own answers.
        case atTheResolver
        /// Silence: the resolver, or the way to it.
        case upToTheResolver
        /// The way to the resolver, which answers otherwise.
        case beforeTheResolver
    }

    /// Which cells of the matrix a finding with the cause is to blame for.
    package enum Concern: Sendable {
        /// Those of what it is about.
        case itsSubject
        /// The hub's ports other than 443.
        case plainPorts
        /// The registries', whose data endpoint has a name of its own.
        case registries
        /// Those that may use a proxy; others only where the finding explains what fails there.
        case whatMayUseAProxy
        case everything
    }

    /// Whether everything works, but not as it should, under a warning with the cause.
    package enum Degradation: Sendable {
        case never
        /// Where the device is configured with a proxy: it would use it, and fail there.
        case whereAProxyIsUsed
        case always
    }

    /// A cause that looks the same, and what tells the two apart.
    package struct LookAlike: Sendable {
        package let cause: Cause
        /// How it differs, as a clause about the other cause.
        package let difference: Sentence
        package let telling: Telling

        init(_ cause: Cause, _ difference: Sentence, by telling: Telling) {
            self.cause = cause
            self.difference = difference
            self.telling = telling
        }
    }

    /// What else it could be.
    package enum Likeness: Sendable {
        case among([LookAlike])
        /// Nothing, and why.
        case alone(because: Sentence)
    }

    package let layer: Layer
    package let reach: Reach
    package let effect: Effect
    package let place: Break
    package var seat = Seat.asItsRuleSays
    package var concern = Concern.itsSubject
    package var degradation = Degradation.never
    /// A device on the way lets the port, the address or the name not pass.
    package var isFilter = false
    /// It is about a proxy: its place on the way, its answers, or how it is set.
    package var isOfProxies = false
    /// Who can remove it, the usual one first.
    package let owners: [Owner]
    /// One line.
    package let meaning: Sentence
    /// What has to be seen before a finding may carry the cause.
    package let evidence: Sentence
    package let likeness: Likeness
    package let remedies: [RemedyID]
    /// What lines of a log give it away.
    package let signatures: [LogCode]
    /// Other causes that a reader should know, and why; no look-alikes.
    package var related: [(cause: Cause, reason: Sentence)] = []
    /// What to do where no remedy is written for it.
    package var advice: Sentence?

    package var lookAlikes: [LookAlike] {
        guard case .among(let lookAlikes) = likeness else { return [] }
        return lookAlikes
    }
}

extension Cause {
    package var layer: Layer { card.layer }
    package var reach: Card.Reach { card.reach }

    /// Concerns this device alone: nothing that is measured over the network follows from it.
    package var staysOnDevice: Bool { card.effect == .concernsTheRuntime }

    /// False for what lets a connection through: it never hides what stops it.
    package var stopsConnections: Bool { card.effect == .stops }

    package var isOfProxies: Bool { card.isOfProxies }
    /// It is about how names resolve.
    package var isOfNames: Bool { layer == .name }
}
