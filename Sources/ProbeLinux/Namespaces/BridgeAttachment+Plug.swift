package import ProbeCore

extension BridgeAttachment {
    /// How the namespace gets to the network.
    package enum Plug: Sendable {
        /// A veth, one end of which is a port of the bridge.
        case bridge(InterfaceName)
        /// A link beside an interface of the host, with a hardware address of its own on the same wire.
        case macvlan(parent: InterfaceName, MacvlanMode)

        var interface: InterfaceName {
            switch self {
            case .bridge(let name): name
            case .macvlan(let parent, _): parent
            }
        }
    }

    /// Whom links beside the same interface may talk to (MACVLAN_MODE_ in linux/if_link.h).
    ///
    /// Not `passthru`, which takes the interface away from the host.
    package enum MacvlanMode: UInt32, Sendable {
        case `private` = 1
        case vepa = 2
        case bridge = 4
    }
}
