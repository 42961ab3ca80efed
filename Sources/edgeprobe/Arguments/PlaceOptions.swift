import ArgumentParser

/// What `WorkerPlace` says on the command line of a process that the run starts: taken before this is parsed, see `Main`;
/// declared, so that parsing knows it.
struct PlaceOptions: ParsableArguments {
    @Option(help: .hidden) var role: String?
    @Option(help: .hidden) var namespace: String?
    @Option(help: .hidden) var inode: UInt64?
    @Option(help: .hidden) var user: UInt32?
    @Option(help: .hidden) var group: UInt32?
    @Option(help: .hidden) var keep: [String] = []
    @Option(help: .hidden) var read: [String] = []
    @Option(help: .hidden) var avoid: [String] = []
}
