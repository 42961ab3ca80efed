import ProbeCore
import ProbeEvidence
import ProbeTransport

/// A registry that has proved itself, with what was learned of it: whoever asks for images goes on from there.
package struct RegistryVisit: Live {
    let connection: Connection
    /// Where its tokens come from; nothing where it wants none.
    let challenge: BearerChallenge?
    /// It takes user name and password themselves.
    let wantsPassword: Bool
    /// What it takes for one repository.
    let authorization: (repository: String, value: String)?
    /// Its answers for manifests, by the requests' targets.
    let manifests: [String: HTTPReply]
    /// What it redirects blobs to may be a neighbour only if it is one itself.
    let address: IPAddress?

    init(_ connection: Connection, _ conversation: RegistryConversation) {
        self.connection = connection
        let challenges = conversation.evidence.answer?.values(of: "www-authenticate") ?? []
        challenge = challenges.lazy.compactMap(BearerChallenge.init).first
        wantsPassword = challenge == nil && challenges.contains { $0.description.lowercased().hasPrefix("basic") }
        // What the device's own configuration is given says nothing of the deployment.
        let evidence = conversation.evidence
        let isDeployments = evidence.credentials == nil || evidence.isAccountOfDeployment == true
        authorization = isDeployments ? conversation.authorization.map { (conversation.repository, $0) } : nil
        manifests = isDeployments ? conversation.manifests : [:]
        address = conversation.evidence.exchange.remote?.address
    }

    package func close() async { await connection.close() }
}
