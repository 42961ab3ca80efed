package import ProbeCore
package import ProbeFindings
import ProbeGuidance

/// What the hubs of a run need of the network, for one request about all of them.
package struct NetworkNeeds: Sendable {
    private let assignment: Assignment
    private var fellows: [HostName] = []
    private var surroundings: Surroundings
    private var addresses: [HostName: [IPAddress]]

    /// Takes them from the survey of the first hub, which has what the hubs share.
    package init(_ survey: Survey) {
        assignment = survey.assignment
        surroundings = Surroundings(survey)
        addresses = Guidance.Facts(survey).addresses
    }

    /// Adds those of another hub's survey.
    package mutating func add(_ survey: Survey) {
        let hub = survey.assignment.hub
        fellows.append(hub)
        addresses[hub] = Guidance.Facts(survey).addresses[hub]
        surroundings.requester.validity[hub] = Requester(survey).validity[hub]
    }

    /// Rules in a firewall's language, or a request; nothing for a dialect that is no firewall's.
    package func text(in dialect: Dialect) -> String? {
        Guidance.firewall(
            assignment: assignment, fellows: fellows, surroundings: surroundings, addresses: addresses, dialect: dialect
        )
    }
}
