package import ProbeCore
package import ProbeLinux

extension ConfinementGap {
    /// What people are told who rely on it.
    private var note: Sentence {
        switch self {
        case .user:
            "What talks to the network stays root's, without any of its capabilities: this system lets it be nobody else."
        case .files:
            "What talks to the network may read what all users may: this kernel has no Landlock to keep it from that."
        case .calls:
            "What talks to the network may call all that the kernel offers: no filter of system calls (seccomp) is to be had."
        }
    }

    package static var notes: [Sentence] { all.map(\.note) }
}
