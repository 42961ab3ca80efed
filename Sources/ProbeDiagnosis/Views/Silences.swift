import ProbeCore
import ProbeFindings

/// The silent contacts of a vantage, told apart by how far the silence reaches: a port, an address, everything.
///
/// A control that fails the same way widens the scope: then it is not the port, or not the address, that is to blame.
struct Silences {
    let contacts: [Contact]
    /// Silent ports of addresses that answer on another port.
    let ports: [Contact]
    /// The contacts of each address that is silent as a whole.
    let addresses: [[Contact]]
    /// Several hosts, and all of their addresses silent: of one host alone, it may be the host that is kept away.
    let isEverywhere: Bool

    /// Silences that have neither address nor port in common, and meet a port that answers elsewhere: whoever counts new
    /// connections drops some of a run's, which are many, and no filter tells these apart.
    let isScattered: Bool

    init(among contacts: [Contact]) {
        self.contacts = contacts
        isScattered = Self.isScattered(contacts)
        var order: [IPAddress] = []
        var groups: [IPAddress: [Contact]] = [:]
        for contact in contacts {
            if groups[contact.remote.address] == nil { order.append(contact.remote.address) }
            groups[contact.remote.address, default: []].append(contact)
        }
        let silent = order.compactMap { groups[$0] }.filter { group in group.allSatisfy { $0.result == .silent } }
        let dead = Set(silent.compactMap { $0.first?.remote.address })
        ports = contacts.filter { $0.result == .silent && !dead.contains($0.remote.address) }
        isEverywhere =
            silent.count > 1 && silent.count == order.count && contacts.contains { $0.host != contacts[0].host }
        addresses = isEverywhere ? [] : silent
    }

    private static func isScattered(_ contacts: [Contact]) -> Bool {
        let silent = contacts.filter { $0.result == .silent }
        let answered = contacts.filter { $0.result == .answered }
        let odd = silent.filter { one in
            answered.contains { $0.port == one.port && $0.remote.address != one.remote.address }
        }
        return odd.contains { one in
            silent.contains { $0.port != one.port && $0.remote.address != one.remote.address }
                && answered.contains { $0.remote.address == one.remote.address }
        }
    }
}
