/// What a process that the run starts is for, and hence what it may do.
package enum ProcessRole: String, Sendable, CaseIterable {
    /// Talks to the network from where the host does.
    case hostWorker = "host-worker"
    /// Talks to the network from a namespace of containers.
    case containerWorker = "container-worker"
    /// Talks to the kernel about its packet filter, by programs that it starts.
    case netfilter
}
