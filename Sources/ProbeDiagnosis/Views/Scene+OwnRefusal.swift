import ProbeCore
import ProbeEvidence

extension Scene {
    /// Whether a reset may be the doing of a rule of this device that nobody could work out, neither from its text nor by
    /// having the kernel name it.
    func mayRefuseItself(_ contact: Contact) -> Bool {
        let network = paths.first { $0.vantage == contact.vantage }?.network.name
        guard
            let origin: RouteLookup.Packet = contact.vantage == .host ? .host : network.map({ .container(network: $0) })
        else { return false }
        return survey.walksToServices.contains {
            $0.walk.isOpen && $0.walk.origin == origin && $0.walk.remote == contact.remote
        }
    }
}
