// Numbers of the kernel's interface, which never change (include/uapi/linux): the Glibc module has none of these headers.

/// What a message is for (linux/netlink.h, linux/rtnetlink.h).
package struct NetlinkType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    private init(_ value: UInt16) { rawValue = value }

    static let nothing = Self(1)
    static let error = Self(2)
    static let done = Self(3)
    static let overrun = Self(4)

    package static let newLink = Self(16)
    package static let getLink = Self(18)
    package static let setLink = Self(19)
    package static let newAddress = Self(20)
    package static let getAddress = Self(22)
    package static let newRoute = Self(24)
    package static let getRoute = Self(26)
    package static let newNeighbour = Self(28)
    package static let deleteNeighbour = Self(29)
    package static let getNeighbour = Self(30)
    package static let newRule = Self(32)
    package static let getRule = Self(34)
    static let newQueueing = Self(36)
    static let getQueueing = Self(38)
}

// nfnetlink: the subsystem in the upper byte, what it is to do in the lower (linux/netfilter/nfnetlink.h, nf_tables.h).
extension NetlinkType {
    static let beginBatch = Self(16)
    static let endBatch = Self(17)
    static let newTable = Self(0x0a00)
    static let getTable = Self(0x0a01)
    static let newChain = Self(0x0a03)
    static let newFilterRule = Self(0x0a06)
    static let trace = Self(0x0a11)
}

/// How a message is meant (NLM_F_ in linux/netlink.h).
package struct NetlinkFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let request = Self(rawValue: 0x1)
    /// More messages of the answer follow, up to NLMSG_DONE.
    package static let multi = Self(rawValue: 0x2)
    package static let acknowledge = Self(rawValue: 0x4)
    /// What was listed changed meanwhile: the list is not one moment's.
    package static let dumpInterrupted = Self(rawValue: 0x10)

    package static let dump = Self(rawValue: 0x300)

    package static let replace = Self(rawValue: 0x100)
    package static let exclusive = Self(rawValue: 0x200)
    package static let create = Self(rawValue: 0x400)
    package static let append = Self(rawValue: 0x800)

    /// In an acknowledgement: the request is cut to its header (NLM_F_CAPPED).
    static let capped = Self(rawValue: 0x100)
    /// In an acknowledgement: attributes follow (NLM_F_ACK_TLVS).
    static let extended = Self(rawValue: 0x200)
}

/// Attributes of a link (IFLA_ in linux/if_link.h).
package enum LinkAttribute {
    package static let address: UInt16 = 1
    package static let name: UInt16 = 3
    package static let mtu: UInt16 = 4
    package static let link: UInt16 = 5
    package static let master: UInt16 = 10
    package static let information: UInt16 = 18
    package static let alias: UInt16 = 20
    package static let namespaceDescriptor: UInt16 = 28
    package static let carrier: UInt16 = 33
    /// IFLA_XDP, and inside it IFLA_XDP_ATTACHED.
    package static let expressDataPath: UInt16 = 43
    package static let attached: UInt16 = 2

    /// Inside `information`: IFLA_INFO_KIND and IFLA_INFO_DATA.
    package static let kind: UInt16 = 1
    package static let data: UInt16 = 2

    /// Inside a veth's `data`: an ifinfomsg and the attributes of the other end (linux/veth.h).
    package static let peer: UInt16 = 1

    /// Inside a macvlan's `data`: IFLA_MACVLAN_MODE.
    package static let macvlanMode: UInt16 = 1
}

/// Attributes of a queueing discipline (TCA_ in linux/rtnetlink.h).
enum QueueingAttribute {
    static let kind: UInt16 = 1
}

/// Attributes of an address (IFA_ in linux/if_addr.h).
package enum AddressAttribute {
    package static let address: UInt16 = 1
    package static let local: UInt16 = 2
    package static let label: UInt16 = 3
    package static let broadcast: UInt16 = 4
    package static let flags: UInt16 = 8

    /// IFA_F_NODAD: usable at once, without asking the link whether somebody else has it.
    package static let withoutDetection: UInt32 = 0x02
}

/// Attributes of a route (RTA_ in linux/rtnetlink.h).
package enum RouteAttribute {
    package static let destination: UInt16 = 1
    package static let source: UInt16 = 2
    package static let incomingInterface: UInt16 = 3
    package static let outgoingInterface: UInt16 = 4
    package static let gateway: UInt16 = 5
    package static let priority: UInt16 = 6
    package static let preferredSource: UInt16 = 7
    package static let metrics: UInt16 = 8
    package static let multipath: UInt16 = 9
    package static let table: UInt16 = 15
    package static let mark: UInt16 = 16
    package static let via: UInt16 = 18
    package static let userID: UInt16 = 25
    package static let ipProtocol: UInt16 = 27

    /// Inside `metrics` (RTAX_MTU).
    package static let mtu: UInt16 = 2
}

/// Attributes of a neighbour (NDA_ in linux/neighbour.h).
package enum NeighbourAttribute {
    package static let destination: UInt16 = 1
    package static let linkAddress: UInt16 = 2
}

/// Attributes of a policy rule (FRA_ in linux/fib_rules.h).
package enum RuleAttribute {
    package static let destination: UInt16 = 1
    package static let source: UInt16 = 2
    package static let incomingInterface: UInt16 = 3
    package static let goto: UInt16 = 4
    package static let priority: UInt16 = 6
    package static let mark: UInt16 = 10
    package static let suppressPrefixLength: UInt16 = 14
    package static let table: UInt16 = 15
    package static let markMask: UInt16 = 16
    package static let outgoingInterface: UInt16 = 17
    package static let userIDs: UInt16 = 20
    package static let ipProtocol: UInt16 = 22
    package static let sourcePorts: UInt16 = 23
    package static let destinationPorts: UInt16 = 24
}
