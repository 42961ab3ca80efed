import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What connections and the walk to where they end say.
extension Witness {
    var conclusiveAttempts: [Int] {
        contacts.filter { $0.result != .undecided }.flatMap { $0.decisive.map(\.observation) }
            + ascents.compactMap { $0.seen(ConnectEndpoint.self) }.filter { $0.evidence.connected != nil }.map(\.index)
    }

    var attempts: Word {
        word(
            ifAny: contacts.filter { $0.isConfirmed || $0.cameBack }.flatMap { $0.attempts.map(\.observation) })
    }

    /// An error, or none in spite of waiting; not one whose sender the kernel keeps to itself.
    var icmp: Word {
        let told = contacts.filter { $0.result != .undecided }.flatMap(\.attempts).filter { _, attempt in
            attempt.isSilent || attempt.icmp != nil || attempt.isSynchronous || attempt.error == "ECONNREFUSED"
        }
        return told.isEmpty && contacts.isEmpty ? answers : word(ifAny: told.map(\.observation))
    }

    var otherPort: Word {
        let mine = Set(contacts.map(\.remote))
        let addresses = Set(mine.map(\.address))
        let others = finding.vantages.flatMap { scene.contacts(from: $0) }.filter { contact in
            addresses.contains(contact.remote.address) && contact.result != .undecided
                && (finding.subject.port == nil || !mine.contains(contact.remote))
        }
        return word(others.flatMap { $0.decisive.map(\.observation) }, else: ConnectEndpoint.id)
    }

    var otherAddress: Word {
        let mine = finding.subject.address.map { [$0] } ?? []
        let others = finding.vantages.flatMap { scene.contacts(from: $0) }.filter { contact in
            !mine.contains(contact.remote.address) && contact.result != .undecided
        }
        return word(others.flatMap { $0.decisive.map(\.observation) }, else: ConnectEndpoint.id)
    }

    var hopWalk: Word {
        // Nobody stands between this device and itself.
        let here = contacts.filter(\.remote.address.isLoopback)
        let walked = contacts.filter {
            Whereabouts.isFarEnd($0, in: survey) || Whereabouts(ofResetAt: $0, in: survey) != nil
        }
        let walks = walked.flatMap { survey.walks(to: $0).map(\.index) }
        return word(walks + here.flatMap { $0.decisive.map(\.observation) }, else: WalkHops.id)
    }
}

extension Contact {
    /// Something came back from beyond this device.
    var cameBack: Bool {
        switch result {
        case .answered, .refused: true
        case .rejected(let icmp): !icmp.offenderIsLocal
        case .unreachable: true
        case .denied, .silent, .undecided, .droppedLocally: false
        }
    }
}
