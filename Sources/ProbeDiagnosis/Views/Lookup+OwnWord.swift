import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Lookup {
    /// The ICMP error of this device's own that every question was answered with, to resolvers elsewhere.
    var ownWord: ICMPError? {
        let answers = evidence.routed.flatMap(\.answers)
        let isOwn = answers.allSatisfy { answer in
            guard answer.result == .unreachable, let icmp = answer.icmp, icmp.offenderIsLocal else { return false }
            return !answer.server.address.isThisMachine && icmp.offender != answer.server.address
        }
        return isOwn ? answers.first?.icmp : nil
    }

    /// The link that every question should leave by took none: nobody answers ARP there, or a tunnel has no peer for them.
    var endsAtLink: Bool {
        let answers = evidence.routed.flatMap(\.answers)
        return !answers.isEmpty
            && answers.allSatisfy { $0.icmp.map { $0.offenderIsLocal && $0.meaning == .hostUnreachable } ?? false }
    }
}
