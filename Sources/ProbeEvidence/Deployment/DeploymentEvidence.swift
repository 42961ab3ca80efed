package import ProbeCore

/// What a deployment manifest of IoT Edge asks for: no password, no environment besides what is named here.
package struct DeploymentEvidence: Codable, Hashable, Sendable, Bounded {
    package struct Image: Codable, Hashable, Sendable {
        package enum State: String, Codable, Hashable, Sendable {
            /// It can be asked for.
            case named
            /// A value that somebody has yet to fill in, such as `${MODULES.filter}`.
            case placeholder
            /// No image, or a name of which nothing can be made here.
            case unusable
            /// No name that an engine takes.
            case refused
            /// `imagePullPolicy` has the engine never pull it.
            case neverPulled = "never-pulled"
            /// At the parent, and none is configured here.
            case atUnknownParent = "at-unknown-parent"
            /// At this device itself.
            case onThisDevice = "on-this-device"
            /// At an address, which has no name that TLS could prove.
            case atAddress = "at-address"
            /// At another port of a registry that is asked, or at one registry too many.
            case unasked
        }

        /// Whether it can be pulled is not known, and could not be found out.
        package var isUnknown: Bool {
            switch state {
            case .placeholder, .unusable, .atUnknownParent, .atAddress, .unasked: true
            case .named, .refused, .neverPulled, .onThisDevice: false
            }
        }

        package var state: State
        package var registry: Registry?
        package var repository: LocalText?
        /// A tag or a digest.
        package var reference: LocalText?
        /// Counted from one.
        package var line: Int?

        package init(_ state: State, _ image: ImageReference? = nil, line: Int?) {
            self.state = state
            registry = image?.registry
            repository = image.map { LocalText($0.repository, limit: 255) }
            reference = image.map { LocalText($0.reference) }
            self.line = line
        }
    }

    /// A port of this device that a module publishes.
    package struct Binding: Codable, Hashable, Sendable {
        package let binding: PortBinding
        package let isDatagram: Bool
        /// On every address of IPv4, and on none of IPv6.
        package let isOfIPv4: Bool?
        /// The container's own port; nothing in the reports of older versions.
        package let containerPort: UInt16?

        package init(
            _ binding: PortBinding, of containerPort: UInt16? = nil, isDatagram: Bool, isOfIPv4: Bool = false
        ) {
            self.binding = binding
            self.containerPort = containerPort
            self.isDatagram = isDatagram
            self.isOfIPv4 = isOfIPv4 ? true : nil
        }
    }

    package struct Module: Codable, Hashable, Sendable {
        package var name: LocalText
        /// Counted from one.
        package var line: Int?
        package var image: Image?
        /// The deployment has it stopped.
        package var isStopped = false
        package var bindings: [Binding] = []
        /// Its container has the host's own network (`NetworkMode`): it listens on the device's ports itself, and PortBindings are void.
        package var isOnHost: Bool?
        /// `HostConfig.Dns` of its container.
        package var resolvers: [IPAddress] = []
        package var upstream: Transport?
        package var proxy: ProxyAddress?
        /// It is given a proxy that cannot be told: one that is still to be filled in, or no proxy's URL; nothing where it is not, and in
        /// older recordings.
        package var hasUnreadableProxy: Bool?
        /// Which ports it publishes is not known: its `createOptions` are no JSON, or the deployment has no such module; nothing where it
        /// is, and in older recordings.
        package var hasUnreadableOptions: Bool?
        package var optimizesForPerformance: Bool?
        /// Its container's options replace what the image starts.
        package var start: ImageStart?
        /// They replace the image's `Cmd` alone: how that starts where the image has no `Entrypoint`.
        package var command: ImageStart?
        /// The same where the image's `Entrypoint` is a shell that takes it for a script.
        package var commandInShell: ImageStart?

        package init(name: LocalText) { self.name = name }
    }

    /// What the deployment has for a registry.
    package struct Account: Codable, Hashable, Sendable {
        package enum State: String, Codable, Hashable, Sendable {
            case given
            /// User name, password or address is still to be filled in.
            case placeholder
            /// One of the three is missing.
            case incomplete
        }

        package var state: State
        /// Nothing where the address is none.
        package var registry: Registry?
        /// Counted from one; the password's, or else the entry's.
        package var line: Int?
        /// An image's name begins with this address: IoT Edge compares the two letter by letter.
        package var isUsed = false

        package init(_ state: State, registry: Registry?, line: Int?) {
            self.state = state
            self.registry = registry
            self.line = line
        }
    }

    package var file: LocalText
    /// Of the VS Code extension, which fills in its values: it is not what a hub is given.
    package var isTemplate = false
    package var modules: [Module] = []
    package var accounts: [Account] = []
    /// Values that IoT Edge can make nothing of.
    package var unusable: [UnusableValue]?
    package var leftOut: [LeftOut]?

    package init(file: LocalText) { self.file = file }
}

extension DeploymentEvidence {
    package static let edgeAgent = "edgeAgent"

    package func module(_ name: String) -> Module? { modules.first { $0.name.description == name } }

    /// What edgeAgent's and edgeHub's containers ask; nothing where they have none, or not the same.
    package var runtimeResolvers: [IPAddress] {
        let lists = [Self.edgeAgent, PortEvidence.edgeHub].map { module($0)?.resolvers ?? [] }
        return lists[0] == lists[1] ? lists[0] : []
    }

    /// The modules that the device is to start.
    package var running: [Module] { modules.filter { !$0.isStopped } }

    package func account(at registry: Registry) -> Account? {
        accounts.first { $0.registry == registry && $0.isUsed } ?? accounts.first { $0.registry == registry }
    }

    /// Who publishes a port of this device over TCP, besides edgeHub.
    package func publishers(of port: LocalPort) -> [Module] {
        running.filter { module in
            module.name.description != PortEvidence.edgeHub
                && module.bindings.contains { !$0.isDatagram && LocalPort($0.binding) == port }
        }
    }
}
