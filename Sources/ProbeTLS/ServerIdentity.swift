/// A certificate chain with its key, for the server side; prints as nothing, so that no log shows the key by accident.
package struct ServerIdentity: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// PEM, leaf first.
    package let chain: String
    package let privateKey: String

    package init(chain: String, privateKey: String) {
        self.chain = chain
        self.privateKey = privateKey
    }

    package var description: String { "(certificate chain and key)" }
    package var debugDescription: String { description }
}
