/// What keeps what talks to the network from being confined as it should be.
package enum ConfinementGap: Sendable, CaseIterable {
    /// Root's worker stays root's: there is no other user in this user namespace, or no right to become one.
    case user
    /// The kernel has no Landlock, or it is switched off.
    case files
    /// The kernel filters no system calls, or nobody has looked at those of this architecture.
    case calls

    /// Those there are.
    package static var all: [ConfinementGap] {
        allCases.filter { gap in
            switch gap {
            case .user: ProcessIdentity.isRoot && ProcessUser.choose() == nil
            case .files: !FileConfinement.isKnown
            case .calls: !CallFilter.isKnown
            }
        }
    }
}
