import ProbeCore
package import ProbeEvidence

/// What the parent, which has rights that no worker keeps, saw of the ports that edgeHub publishes.
package struct PortReading: Codable, Hashable, Sendable {
    /// The programs behind a listening socket, by the socket's inode.
    package struct Socket: Codable, Hashable, Sendable {
        package let inode: UInt64
        package let holders: [PortEvidence.Holder]
        /// Programs beyond those.
        package let leftOut: Int

        package init(inode: UInt64, holders: [PortEvidence.Holder], leftOut: Int = 0) {
            self.inode = inode
            self.holders = holders
            self.leftOut = leftOut
        }
    }

    /// An attempt to bind a port that takes a privilege.
    package struct Trial: Codable, Hashable, Sendable {
        package let port: UInt16
        package let trial: PortEvidence.Trial

        package init(port: UInt16, trial: PortEvidence.Trial) {
            self.port = port
            self.trial = trial
        }
    }

    package var sockets: [Socket] = []
    package var trials: [Trial] = []
    /// Processes that may hold some of them as well, and were not looked into.
    package var unseen = 0

    package init() {}
}
