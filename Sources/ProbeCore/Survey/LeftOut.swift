/// How much a list in evidence had no room for: every list has a bound, and what is beyond it may be what matters.
package struct LeftOut: Codable, Hashable, Sendable {
    /// Which list it is.
    package enum List: String, Codable, Hashable, Sendable {
        /// Of a service's name.
        case addresses
        /// On one of this device's ports.
        case listeners
        case interfaces
        case policyRules = "policy-rules"
        case routes
        case defaultRoutes = "default-routes"
        case gateways
        case baseChains = "base-chains"
        /// Rules of the firewall that may drop a packet, or have dropped some.
        case filterRules = "filter-rules"
        /// Containers of a network of the engine's.
        case containers
        /// Rules that may decide about a packet.
        case undecidedRules = "undecided-rules"
        /// Interfaces by which a packet may leave.
        case waysOut = "ways-out"
        /// Files of settings in a folder.
        case dropIns = "drop-ins"
        /// Files that a unit names for its environment.
        case environmentFiles = "environment-files"
        /// That the device's time service is told to ask.
        case timeServers = "time-servers"
        /// Of the search list, with which a client makes other names of one.
        case searchDomains = "search-domains"
        /// Containers of a network that it might have been measured from.
        case candidates
        /// Addresses of this device at which a packet may come in for a port.
        case waysIn = "ways-in"
        /// Programs that hold a socket.
        case holders
        /// That may hold a socket, and were not looked into.
        case processes
        /// Connections that might have been made again while their packets are traced.
        case tracedConnections = "traced-connections"
        /// Different things that a log says.
        case logSightings = "log-sightings"
        /// Files of a folder of logs.
        case logFiles = "log-files"
        /// In a folder of logs, files and further folders that were not even looked at.
        case logFolderEntries = "log-folder-entries"
        /// Whose logs were not read.
        case logContainers = "log-containers"
        /// Of a log, those that are older than what there was time for.
        case logKilobytes = "log-kilobytes"
        /// Of writers beyond those that a log is heard of at a time.
        case logMessages = "log-messages"
        /// Of a deployment.
        case modules
        /// That a deployment has a registry asked for.
        case images
        /// That a deployment's modules publish on this device.
        case publishedPorts = "published-ports"
        /// What a deployment has for registries.
        case accounts
        /// Of a proxy, that systemd passes over.
        case ignoredAssignments = "ignored-assignments"
        /// Of the engine's own file.
        case fileProblems = "file-problems"
        /// Of a server's certificate.
        case alternativeNames = "alternative-names"
        /// Of an HTTP answer.
        case headers
        /// Of authentication, that a broker offers.
        case mechanisms
        /// That a container engine lists in a form that nobody here can read.
        case engineNetworks = "engine-networks"
        /// Likewise.
        case engineContainers = "engine-containers"
        /// Of a hosts file, what is beyond its beginning.
        case hosts
    }

    package let list: List
    package let count: Int

    package init(_ list: List, _ count: Int) {
        self.list = list
        self.count = count
    }
}

/// Evidence that says what its lists left out.
package protocol Bounded {
    /// Nothing where everything is in it.
    var leftOut: [LeftOut]? { get }
}

extension Bounded {
    /// Something of the list is missing: that nothing in it is like this or that says nothing then.
    package func lacks(_ list: LeftOut.List) -> Bool { leftOut?.contains { $0.list == list } ?? false }
}

extension Sequence where Element == LeftOut {
    /// As evidence has it.
    package var recorded: [LeftOut]? {
        let some = filter { $0.count > 0 }
        return some.isEmpty ? nil : some
    }
}

extension Array {
    /// The first few, and how many there are beyond.
    package func divided(at most: Int) -> (kept: [Element], leftOut: Int) {
        count <= most ? (self, 0) : (Array(prefix(most)), count - most)
    }
}
