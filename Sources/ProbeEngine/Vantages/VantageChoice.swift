package import ProbeCore
package import ProbeEvidence
package import ProbeLinux

/// One vantage of a run, and the way to it that was found.
package struct VantageChoice: Sendable {
    package enum Way: Sendable {
        case host
        /// The namespace and the files of a running container.
        case enter(RunningContainer)
        /// A namespace of our own on the network's bridge.
        case attach(AttachableNetwork)
        /// A namespace of our own beside the interface that the network's containers have theirs beside.
        case branch(BranchingNetwork)
        /// A namespace that is a file.
        case open(path: String, name: String?)
        case none(SkipReason)
    }

    package let vantage: Vantage
    package let way: Way
    /// The engine's network behind it, where there is one.
    package let network: ContainerNetwork?
    /// Of a network that has no bridge, and no container that could be entered instead.
    package var driver: String?
    /// What the engine did not say of it, so that the way is another than it would have been.
    package var unanswered: [EngineFacts.Unanswered] = []
    /// What cannot be measured on this way, though the way can be gone.
    package var note: Sentence?

    package init(_ vantage: Vantage, _ way: Way, network: ContainerNetwork? = nil) {
        self.vantage = vantage
        self.way = way
        self.network = network
    }

    /// The rights that the way takes.
    package var needs: [Capability] {
        switch way {
        case .host, .none: []
        case .enter: [.administerSystem, .lookIntoProcesses]
        case .attach, .branch: [.administerSystem, .administerNetwork]
        case .open: [.administerSystem]
        }
    }
}

/// A container that runs.
package struct RunningContainer: Sendable {
    package let id: EngineID
    package let name: String
    package let processID: Int
    /// `--dns` of this container alone.
    package let hasOwnResolvers: Bool
    package let ownResolvers: [IPAddress]
    /// IoT Edge started it.
    package let isModule: Bool
}

/// A bridge network, with what its next container would get.
package struct AttachableNetwork: Sendable {
    package let network: EngineNetwork
    package let isDefaultBridge: Bool
    /// Each subnet with the addresses to try, from the high end.
    package let candidates: [(subnet: IPPrefix, gateway: IPAddress?, bridge: IPAddress?, addresses: [IPAddress])]
}

/// A macvlan network that has addresses of its own to give away.
package struct BranchingNetwork: Sendable {
    package let parent: InterfaceName
    package let mode: BridgeAttachment.MacvlanMode
    package let mtu: Int?
    package let subnet: IPPrefix
    /// The site's router.
    package let gateway: IPAddress?
    /// The addresses to try, from the high end of the engine's own.
    package let candidates: [IPAddress]
}
